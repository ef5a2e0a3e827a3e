"""What the ASCOF workbook says of its own codes, on two sheets that do not quite agree."""

from benchmarking.importing.cells import marker_of
from benchmarking.importing.expected import folded, line_with
from benchmarking.indicators import fold

CONTENTS = ("metric", "2022 to 2023 code")
LOG = ("2024 to 2025 metric code", "2022 to 2023 metric code")


def compare(sheets, report):
    """Where the contents and the log of comparability name different earlier codes, both are listed.

    `sheets` are rows by the sheet's name. The contents print 1C(1b) for 3D(2a), and the log 1C(2A).
    """
    contents = _old_codes(sheets.get("Contents", []), *CONTENTS)
    log = _old_codes(sheets.get("Comparability_over_time_log", []), *LOG)
    for code, (line, old) in contents.items():
        if code in log and fold(old) != fold(log[code][1]):
            report.note(
                f"Contents, line {line}",
                old,
                f"The Contents give {old} as the earlier code of {code}, the comparability log (line "
                f"{log[code][0]}) {log[code][1]}. The codes held here decide, not the file.",
            )


def _old_codes(rows, new, old):
    """New code -> (line, old code), from under the headings `new` and `old`; the first line of a code."""
    header = line_with(rows, (new, old))
    if header is None:
        return {}
    headings = [folded(cell) for cell in rows[header]]
    at, other = headings.index(new), headings.index(old)
    found = {}
    for line, row in enumerate(rows[header + 1 :], header + 2):
        if len(row) > max(at, other) and row[at] and row[other] and not marker_of(str(row[at])):
            found.setdefault(str(row[at]).strip(), (line, str(row[other]).strip()))
    return found
