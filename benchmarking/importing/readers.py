"""The readers of published files, by the name that an import is logged under.

Each is a module with `read(data, name, *, resolver, report, options)`, which yields figures, fills the report
and raises `Unreadable` for a file that is not its own. `options` is a dictionary: "year" for a file that does
not say it, "mapping" with what each column of a generic table holds.
"""

from benchmarking.importing import ascof, ascof_long, long, wide

READERS = {"ascof": ascof, "ascof-long": ascof_long, "long": long, "wide": wide}

# What is recognised by its headings; any other table needs to be told which way round it is.
RECOGNISED = ("ascof", "ascof-long")


def recognise(sheets):
    """The name of the reader that knows these sheets by their headings, or "" where none does."""
    return next((name for name in RECOGNISED if READERS[name].recognises(sheets)), "")
