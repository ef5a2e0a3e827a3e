"""What free text of a pack gives away: people's names, and numbers that the tables suppress.

No rule can take these out of somebody's words; they are findings for the officer, before it is published.
"""

import re

from performance import small_counts
from performance.models import Copy, Person, Submission
from performance.packs import content as contents
from performance.packs import layers
from performance.rules.numbers import as_printed
from performance.rules.prose.said import numbers_in

NAME, SUPPRESSED = "name", "suppressed"
# What a row has of people's own words.
WRITTEN = ("title", "commentary", "footnote", "approval")


def findings_of(content, suppression) -> list[dict]:
    """Names and suppressed numbers in the copies that leave the council's officers, each once.

    In the form of `performance.packs.findings`. `suppression` is what small counts hide today.
    """
    people, counts = _people(), _counts(suppression)
    found, seen = [], set()
    for code, copy in contents.copies_of(content).items():
        if code == Copy.INTERNAL:
            continue
        for slug, title, finding in _of_copy(copy, people, counts):
            key = slug, title, finding["section"], finding["sentence"], finding["why"]
            if key not in seen:
                seen.add(key)
                found.append({"copy": str(code)} | finding)
    return found


def _of_copy(copy, people, counts):
    titles = {slug: title for slug, title, _, _, _ in _texts(copy) if slug}
    for slug, title, anchor, where, text in _texts(copy):
        for name in _named(text, people):
            why = f"{where} names a person of this system. Public copies name posts: write the post instead."
            yield slug, title, _finding(anchor, where, text, NAME, name, why)
        about = [slug] if slug else [each for each in counts if each in titles and titles[each] in text]
        said = {number.value: number.text.strip() for number in numbers_in(text)} if about else {}
        for each in about:
            for value in counts.get(each, set()) & set(said):
                why = f"{where} prints {said[value]}, which is suppressed in the tables of “{titles[each]}”."
                yield slug, title, _finding(anchor, where, text, SUPPRESSED, said[value], why)


# --- What people wrote -----------------------------------------------------------------------------------


def _texts(copy):
    """Each text that somebody wrote: (slug or "", title, anchor, where it stands, the text)."""
    for row in layers.rows_of(copy):
        yield from _of_row(row)
    for note in copy["notes"]:
        yield "", "", "", f"Note {note['number']}", note["text"]
    for section in copy.get("sections", ()):
        title, anchor = section["title"], section["anchor"]
        yield "", title, anchor, f"The title “{title}”", title
        if section["exempt"]:
            yield "", title, anchor, f"The reason why “{title}” is exempt", section["exempt"]["reason"]
        for text in _prose(section["blocks"]):
            yield "", title, anchor, f"“{title}”", text


def _of_row(row):
    slug, title = row["slug"], row["title"]
    for name in WRITTEN:
        if row[name]:
            where = f"The {name} of “{title}”"
            yield slug, title, "commentary" if name == "commentary" else "dashboard", where, row[name]
    if row["override"]:
        where = f"The reason for the judged status of “{title}”"
        yield slug, title, "judged", where, row["override"]["reason"]
    # Content of before format 4 has none.
    for action in row.get("actions", ()):
        yield slug, title, "exceptions", f"An action of “{title}”", f"{action['what']} ({action['post']})"


def _prose(blocks):
    for block in blocks:
        for paragraph in block.get("paragraphs", ()):
            yield "".join(run["text"] for run in paragraph["runs"])


# --- What may not stand in it ------------------------------------------------------------------------------


def _people():
    """A pattern for everybody's name and address: "Mary Manager", "Ms Manager", "mary@example.org"."""
    words = set()
    for name, email in Person.objects.values_list("name", "email"):
        words |= {re.escape(text) for text in (name.strip(), email) if text}
        surname = name.split()[-1] if len(name.split()) > 1 else ""
        if surname:
            words.add(rf"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor)\.?\s+{re.escape(surname)}")
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.I) if words else None


def _named(text, people):
    return dict.fromkeys(match[0] for match in people.finditer(text)) if people else ()


def _counts(suppression):
    """By slug the numbers that may not be said of a measure: hidden figures as kept and as printed."""
    hidden = suppression.figures | set(suppression.parts)
    figures = Submission.objects.in_force().filter(
        measure__in={pk for pk, _ in hidden}, period__in={pk for _, pk in hidden}
    )
    found = {}
    for figure in figures.select_related("measure").prefetch_related("measure__dimensions"):
        key = figure.measure_id, figure.period_id
        if key in suppression.figures:
            values = {figure.value, figure.numerator, figure.companion, small_counts.count_of(figure)}
            if figure.value is not None:
                values.add(as_printed(figure.value, figure.measure.unit))
        else:
            values = suppression.hidden_parts(figure)
        found.setdefault(figure.measure.slug, set()).update(values - {None})
    return found


def _finding(section, where, text, claim, says, why):
    return {
        "section": section,
        "where": where,
        "sentence": _around(text, says),
        "claim": claim,
        "says": says,
        "should_be": "",
        "why": why,
        "contradicts": True,
    }


def _around(text, says):
    """The line of a text in which something stands."""
    return next((line.strip() for line in text.splitlines() if says in line), text.strip())[:400]
