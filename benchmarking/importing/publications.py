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
