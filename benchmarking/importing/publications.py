"""The publications that are known by what a file holds: who published it, and on which day."""

from datetime import date

from benchmarking.models import Source

_OGL = "Open Government Licence v3.0"

# (reader, the latest year of the file) -> the publication. A revised file of it is the same publication.
PUBLICATIONS = {
    ("ascof", "2024/25"): {
        "title": "Measures from the Adult Social Care Outcomes Framework, England, 2024/25",
        "publisher": "Department of Health and Social Care",
        "published_on": date(2025, 12, 18),
        "licence": _OGL,
    },
    ("ascof-long", "2020/21"): {
        "title": "Measures from the Adult Social Care Outcomes Framework, England, 2020/21",
        "publisher": "NHS Digital",
        "published_on": date(2021, 10, 21),
        "licence": _OGL,
    },
}


def source_of(reader, year):
    """The `Source` of a known publication, as it is held or not saved yet; None for any other."""
    known = PUBLICATIONS.get((reader, year))
    if known is None:
        return None
    return Source.objects.filter(title=known["title"]).first() or Source(**known)


class Unsaid(Exception):
    """What has to be said of a publication before its figures can be kept; the message is a sentence."""


def described_as(held_or_known, title, described):
    """The `Source` to keep figures under: held, known or new, with what was said of it.

    `described` is field -> value, of what was said alone. Raises `Unsaid` where something is missing, and
    where it says otherwise than a source that is held: that is changed in the administration, not in passing.
    """
    source = held_or_known
    if title:
        source = Source.objects.filter(title=title).first() or Source(title=title)
    if source is None or not (source.published_on or "published_on" in described):
        raise Unsaid(
            "When and by whom this was published is not in the file, and is not guessed. Say it: "
            "--title “…” --publisher “…” --published 2025-12-18."
        )
    for field, value in described.items():
        if source.pk is None:
            setattr(source, field, value)
        elif getattr(source, field) != value:
            raise Unsaid(
                f"“{source.title}” is held already, with another {field.replace('_', ' ')} "
                f"({getattr(source, field)}). Change it in the administration, or leave the option out."
            )
    if not source.publisher:
        raise Unsaid("Say who published it: --publisher “…”.")
    return source
