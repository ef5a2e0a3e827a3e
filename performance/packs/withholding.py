"""What an exempt section takes out of a public copy beside itself.

Some sections print what the content keeps once for all of it. Where one of these is exempt, what it would
have printed is not in the public copy at all, whichever other section might have said it too.
"""

from performance.models import Section
from performance.packs import layers

DASHBOARD = "dashboard"
# Sections whose text is a list of the content's own, by their kind.
_LISTS = {"key": "key", "abbreviations": "abbreviations", "sources": "sources", "statuses": "limits"}


def kinds(pack) -> frozenset:
    """The kinds of the pack's exempt sections."""
    return frozenset(section.kind for section in pack.sections.all() if _is_exempt(section))


def headings(pack) -> frozenset:
    """The titles of the scorecard's headings whose tables are exempt: of these a public copy says nothing.

    As they are printed: a dashboard prints the headings that it names, and one that names none the rest.
    """
    boards = [section for section in pack.sections.all() if section.kind == DASHBOARD]
    if not any(_is_exempt(board) for board in boards):
        return frozenset()
    named, rest = {}, None
    for board in boards:
        chosen = board.options.get("layers") or []
        for title in chosen:
            named.setdefault(title, board)
        rest = rest or (board if not chosen else None)
    titles = Section.objects.filter(scorecard=pack.scorecard, parent=None).values_list("title", flat=True)
    printed = {title: named.get(title, rest) for title in titles}
    return frozenset(title for title, board in printed.items() if board and _is_exempt(board))


def strip(copy):
    """Take out of a copy what its withheld sections would have printed; returns the copy."""
    withheld = {section["kind"] for section in copy["sections"] if section["withheld"]}
    for kind in withheld & set(_LISTS):
        copy[_LISTS[kind]] = []
    if "judged" in withheld:
        copy["judged"] = []
    for row in layers.rows_of(copy):
        strip_row(row, withheld)
    return copy


def strip_row(row, withheld):
    """Take out of one measure's row what exempt sections of these kinds would have printed of it."""
    if "commentary" in withheld:
        row["commentary"] = ""
    if "judged" in withheld and row["override"]:
        row["override"] |= {"reason": "", "sentence": row["status"]["beside"]}
        row["status"]["sentence"] = row["status"]["beside"]


def has_actions(withheld) -> bool:
    """Whether actions may be printed: two kinds of section are there to print them."""
    return not withheld & {"actions", "exceptions"}


def _is_exempt(section):
    return section.exempt_paragraph is not None
