"""Sections that somebody writes: the covering report, and static text."""

from performance.packs import narrative


def build(reading, section):
    """The written blocks and what is wrong with their references; None where nothing is written.

    A covering report's paragraphs are numbered, those of static text where its writer wants it.
    """
    numbered = section.kind == "report" or section.options.get("numbered") is True
    blocks, problems = narrative.blocks_of(section.text, reading, numbered=numbered)
    return {"blocks": blocks, "problems": problems} if blocks else None
