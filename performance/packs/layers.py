"""The rows of a copy of content, of any readable format. Pure."""


def rows_of(copy):
    """Every row: layer by layer its headline facts, those of its groups, and the rows of their tables."""
    for layer in copy["layers"]:
        yield from layer["headlines"]
        for part in ("headlines", "rows"):
            for group in layer["groups"]:
                yield from group[part]
