"""What the prose of a pack claims and its tables do not bear out, over all words that somebody wrote.

Narrative, and what people typed into cells: commentary, notes, reasons. Pure, but for `of_text`.
"""

from performance.packs import claims, cleaning, kinds
from performance.packs import content as contents
from performance.packs.narrative import blocks_of
from performance.rules.prose.checking import check

# So many findings of one paragraph are listed, and so much of the sentence that each is in. A pasted table
# has a finding a number, and would be listed as often as it has numbers.
MOST, LONGEST = 100, 400
# A reference that prints no figure is a finding of its own.
REFERENCE = "reference"


def findings_of(content) -> list[dict]:
    """Every finding in every copy, in the order in which it is printed; once where copies say the same.

    Each: {"copy", "section" (its anchor), "where", "sentence", "claim" (its kind), "says", "should_be",
    "why", "contradicts"}. `contradicts` is False where the tables hold nothing to say it against, or say the
    same with more places: they do not bear it out, and nothing says that it is wrong.
    """
    found, seen = [], set()
    for code, copy in contents.copies_of(content).items():
        facts = claims.facts_of(copy)
        for finding in _of_copy(copy, facts):
            key = (finding["section"], finding["where"], finding["sentence"], finding["says"], finding["why"])
            if key not in seen:
                seen.add(key)
                found.append({"copy": str(code)} | finding)
    return found


def of_text(text, reading, *, numbered=True) -> tuple[list, list]:
    """How a text that is being written reads, as blocks, and its findings against the tables of the reading.

    Asked for at every pause of somebody who types: nothing is read twice, and no other prose is set.
    """
    blocks, problems = blocks_of(text, reading, numbered=numbered)
    section = {"title": "This text", "anchor": "", "blocks": blocks, "problems": problems}
    planned = reading.pack.sections.with_files()
    tables = [one for one in planned if not kinds.KINDS[one.kind].written]
    facts = claims.facts_of(cleaning.cleaned(contents.copy_of(reading, tables)))
    return blocks, [{"copy": str(reading.copy)} | finding for finding in _of_section(section, facts)]


def _of_copy(copy, facts):
    for section in copy.get("sections", ()):
        # What the tables' own sections say is made of the tables.
        if kinds.KINDS[section["kind"]].written:
            yield from _of_section(section, facts)
    yield from _of_rows(copy, facts)
    for note in copy["notes"]:
        for finding in _checked(note["text"], facts, "", f"Note {note['number']}"):
            # A note says what another paper printed, and how a figure was reckoned: numbers of its own.
            if finding["claim"] not in ("number", "share", "fraction"):
                yield finding


def _of_section(section, facts):
    anchor, title = section["anchor"], section["title"]
    for problem in section.get("problems", ()):
        yield _finding(anchor, title, "", REFERENCE, "", "", problem, contradicts=False)
    for block in section["blocks"]:
        if block["block"] == "prose":
            yield from _of_prose(block, facts, anchor, title)


def _of_prose(block, facts, anchor, title):
    """A paragraph after the other: "It" at the beginning of one is about what the one before named."""
    heading, place = "", 0
    for paragraph in block["paragraphs"]:
        text = "".join(run["text"] for run in paragraph["runs"])
        if paragraph["style"] in ("heading", "subheading"):
            heading, place = text, 0
            continue
        place += 1
        if paragraph["number"]:
            where = f"{title}, paragraph {paragraph['number']}"
        else:
            where = f"{title}, under “{heading}”" if heading else f"{title}, paragraph {place}"
        yield from _checked(text, facts, anchor, where)


def _of_rows(copy, facts):
    """What owners and others typed of each measure, checked as being about that measure."""
    known = {measure.identity: measure for measure in facts.measures}
    for layer in copy["layers"]:
        for group in layer["groups"]:
            for row in group["rows"]:
                for what, text in _typed(row):
                    where = f"{what} of “{row['title']}”"
                    section = "commentary" if what == "Commentary" else "dashboard"
                    yield from _checked(text, facts, section, where, known.get(row["slug"]))


def _typed(row):
    yield "Commentary", row["commentary"]
    yield "Outlook", row["outlook"]
    yield "Footnote", row["footnote"]
    if row["override"]:
        yield "Reason for the judged status", row["override"]["reason"]


def _checked(text, facts, anchor, where, subject=None):
    for finding in check(text or "", facts, subject=subject)[:MOST]:
        yield _finding(
            anchor,
            where,
            _sentence(text, finding),
            finding.kind,
            finding.said,
            finding.should_be,
            finding.why,
            contradicts=bool(finding.should_be) and not finding.rounded,
        )


def _sentence(text, finding):
    """The sentence that a finding is in, as it was written."""
    line = text.rfind("\n", 0, finding.start) + 1
    start = max((text.rfind(end, line, finding.start) + len(end) for end in (". ", "! ", "? ")), default=line)
    start = max(start, line) if start > 1 else line
    ends = [place for end in (". ", "! ", "? ", "\n") if (place := text.find(end, finding.end)) >= 0]
    return _excerpt(text, start, min(ends) + 1 if ends else len(text), finding)


def _excerpt(text, start, end, finding):
    """A sentence, or as much of one without end as stands around a finding."""
    if end - start <= LONGEST:
        return text[start:end].strip()
    begin = max(start, finding.start - LONGEST // 2)
    stop = min(end, max(finding.end, begin + LONGEST))
    return f"{'…' * (begin > start)}{text[begin:stop].strip()}{'…' * (stop < end)}"


def _finding(section, where, sentence, claim, says, should_be, why, *, contradicts):
    return {
        "section": section,
        "where": where,
        "sentence": sentence,
        "claim": claim,
        "says": says,
        "should_be": should_be,
        "why": why,
        "contradicts": contradicts,
    }
