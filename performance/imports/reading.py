"""A file into a plan: what it says, what was assumed, what was found, and what could not be read."""

from dataclasses import replace

from performance.imports import workbook
from performance.imports.building import Builder
from performance.imports.headings import is_ignored, plain, understand
from performance.imports.plan import Options, Plan
from performance.imports.proving import prove
from performance.imports.rows import LEFT_OUT_SHEETS, SheetRows


def read(data: bytes, name: str, options: Options) -> Plan:
    """Read a file. Raises `workbook.Unreadable` where there is nothing to read at all."""
    _check(options)
    sheets = [
        sheet
        for sheet in workbook.read(data, name)
        if sheet.name.strip().lower() not in LEFT_OUT_SHEETS
        and (not options.sheet or sheet.name.strip().casefold() == options.sheet.strip().casefold())
    ]
    if not sheets:
        raise workbook.Unreadable(
            f"The file has no sheet “{options.sheet}”." if options.sheet else "The file is empty."
        )
    plan, file_targets = Plan(), {}
    builder = Builder(options, plan)
    # The name of a sheet is a heading only where there are several.
    for sheet in sheets if len(sheets) > 1 else [replace(sheet, name="") for sheet in sheets]:
        rows = SheetRows(sheet, options, plan).read()
        plan.found += prove(rows, file_targets=file_targets, default=builder.default)
        builder.add(sheet, rows)
    builder.finish()
    refuse_unknown([name for name, _ in options.only], plan)
    if not plan.rows and not plan.unread:
        raise workbook.Unreadable("The file has no rows under its headings, or none that was asked for.")
    return plan


def refuse_unknown(names, plan):
    """Refuse names of headings that the file does not have, once it has headings at all."""
    known = list(dict.fromkeys(heading.text.strip() for heading in plan.headings))
    unknown = [f"“{name}”" for name in names if plain(name) not in {plain(text) for text in known}]
    if known and unknown:
        listed = ", ".join(f"“{text}”" for text in known)
        raise workbook.Unreadable(f"The file has no heading {', '.join(unknown)}. It has: {listed}.")


def _check(options):
    """Refuse names that mean nothing: what was meant to be set would silently be left out."""
    named = [*options.constants, *(new for new in options.columns.values() if new)]
    unknown = [
        f"“{name}”" for name in named if not understand(name, 0, columns={}).role and not is_ignored(name)
    ]
    if unknown:
        raise workbook.Unreadable(
            f"No heading is called {', '.join(unknown)}. The template lists what there is."
        )
