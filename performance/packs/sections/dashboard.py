"""The scorecard's tables, which the content keeps once for all of it: a section says which it prints."""


def build(reading, section):
    """The titles of the chosen headings that are there; without any, it prints all that no other does."""
    chosen = section.options.get("layers", [])
    there = {layer.title for layer in reading.board.layers}
    return {"layers": [title for title in chosen if title in there]} if chosen else {}
