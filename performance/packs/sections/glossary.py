"""Abbreviations that a pack uses, spelled out, and those that nobody has explained."""

import re

from performance.models import Framework
from performance.packs.blocks import cell, column, paragraph, prose, row, run, table

# At least two capitals: "LD", "DoLS", "SUs". A plural's small s is no part of it.
_SHORT = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Za-z]{2,}\b")


def build(reading, section):
    """The abbreviations of the scorecard and the names of frameworks that the rows use."""
    known = {entry.short: entry.long for entry in reading.pack.scorecard.abbreviations.all()}
    known |= {found.short_name: found.name for found in Framework.objects.all() if found.name}
    used = {short for row in reading.plain.values() for text in _texts(row) for short in shorts(text)}
    used |= {short for layer in reading.board.layers for text in _headings(layer) for short in shorts(text)}
    lines = [row(cell(short), cell(known[short])) for short in sorted(used & set(known), key=str.lower)]
    if not lines:
        return {"blocks": [prose(paragraph(run("This report uses no abbreviations that need explaining.")))]}
    return {"blocks": [table("Glossary", [column("Short", width=30), column("In full")], lines)]}


def shorts(text) -> set[str]:
    """The abbreviations in some words.

    >>> sorted(shorts("% of SUs with LD in paid employment (ASCOF 1E)"))
    ['ASCOF', 'LD', 'SU']
    """
    return {re.sub("s$", "", found) for found in _SHORT.findall(text)}


def _texts(row):
    return [row["title"], row["code"], *row["tags"], row["commentary"], row["figure"]["absence"]]


def _headings(layer):
    return [layer.title, *(text for group in layer.groups for text in (group.theme, group.outcome))]


def unexplained(copy) -> list[dict]:
    """Abbreviations in the titles of a copy's measures that it explains nowhere, each with where it stands.

    An abbreviation in brackets after its words explains itself: "Learning disabilities (LD)".
    """
    known = {entry["short"] for entry in copy["abbreviations"]}
    for section in copy.get("sections", []):
        if section["kind"] == "glossary":
            tables = [block for block in section["blocks"] if block["block"] == "table"]
            known |= {line["cells"][0]["text"] for block in tables for line in block["rows"]}
    known |= {entry["term"] for entry in copy["key"]}
    found = {}
    for layer in copy["layers"]:
        for group in layer["groups"]:
            for title in (one["title"] for one in [*group["headlines"], *group["rows"]]):
                for short in sorted(shorts(re.sub(r"\([^)]*\)", "", title)) - known):
                    found.setdefault(short, title)
    return [{"short": short, "where": title} for short, title in found.items()]
