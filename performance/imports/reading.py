"""A file into a plan: what it says, what was assumed, what was found, and what could not be read."""

from dataclasses import replace

from performance.imports import workbook
from performance.imports.building import Builder
from performance.imports.plan import Options, Plan
from performance.imports.proving import prove
from performance.imports.rows import LEFT_OUT_SHEETS, SheetRows


def read(data: bytes, name: str, options: Options) -> Plan:
    """Read a file. Raises `workbook.Unreadable` where there is nothing to read at all."""
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
        plan.found += prove(rows, file_targets=file_targets)
        builder.add(sheet, rows)
    builder.finish()
    if not plan.rows and not plan.unread:
        raise workbook.Unreadable("The file has no rows under its headings.")
    return plan
