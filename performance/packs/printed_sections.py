"""The sections of a pack as its templates print them: which, by which template, and their list of contents.

Pure: the content and the page as it is so far in, plain mappings out.
"""

from performance.packs import front, kinds, printed_blocks

# What a section prints that the content keeps once for all of it: without any of it, it is left out.
SHARED = {
    "missing": lambda page: page["missing"]["listed"],
    "commentary": lambda page: page["commented"],
    "judged": lambda page: page["judged"],
    "key": lambda page: page["key"],
    "abbreviations": lambda page: page["pack"]["abbreviations"],
    "sources": lambda page: page["pack"]["sources"],
    "statuses": lambda page: page["scales"],
}
# How many measures a section is about, as the contents say.
COUNTED = {
    "exceptions": lambda page: len(page["exceptions"]),
    "missing": lambda page: len(page["pack"]["missing"]),
    "commentary": lambda page: len(page["commented"]),
    "judged": lambda page: len(page["judged"]),
}
# Sections with a template of their own; the others are made of blocks.
OWN_TEMPLATE = {"contents", "exceptions", "dashboard", *SHARED}


def usual_sections():
    """The sections of content from before they were planned."""
    return [
        {
            "kind": kind,
            "title": kinds.KINDS[kind].label,
            "anchor": kind,
            "exempt": None,
            "withheld": False,
            "to_follow": False,
            "own_page": kinds.KINDS[kind].own_page,
            "turned": False,
            "blocks": [],
        }
        for kind in kinds.USUAL
    ]


def has_something(section, page):
    """Whether a section prints anything: what is kept from a copy, or has yet to follow, says so."""
    if section["withheld"] or section["to_follow"] or section["blocks"]:
        return True
    return section["kind"] not in SHARED or bool(SHARED[section["kind"]](page))


def section(section, accent, *, screen):
    """A section with the template that prints it, and its blocks with theirs."""
    own = section["kind"] in OWN_TEMPLATE and not (
        section["withheld"] or section["to_follow"] or section["blocks"]
    )
    blocks = printed_blocks.complete(section["blocks"], accent, turned=section["turned"], screen=screen)
    return section | {
        "template": f"packs/sections/{section['kind'] if own else 'blocks'}.html",
        "blocks": blocks,
        # A dashboard's layers stand under the title that somebody gave it: "Appendix A: dashboard".
        "named": section["kind"] == "dashboard" and section["title"] != kinds.KINDS["dashboard"].label,
        "one_page": any(block["block"] == "scorecard" for block in blocks),
        "exempt": front.exempt(section["exempt"]),
    }


def contents(printed, page):
    """The entries of the contents page, in the order of the pages."""
    entries = []
    for section in printed:
        if section["kind"] == "contents":
            continue
        if section["kind"] == "dashboard" and section["template"].endswith("dashboard.html"):
            if section["named"] and section["printed_layers"]:
                entries.append((section["anchor"], section["title"], "", "", False))
            entries += [
                (layer["anchor"], layer["title"], layer["total"], "", section["named"])
                for layer in section["printed_layers"]
            ]
            continue
        of_list = section["template"].endswith(f"{section['kind']}.html")
        count = COUNTED[section["kind"]](page) if of_list and section["kind"] in COUNTED else ""
        entries.append((section["anchor"], section["title"], count, front.said(section), False))
    names = ("anchor", "title", "measures", "said", "under")
    return [dict(zip(names, entry, strict=True)) for entry in entries]
