"""Makes the dataset files of published figures out of the originals; `manage.py make_datasets` runs it."""

from benchmarking import shipped
from benchmarking.importing.readers import READERS
from benchmarking.importing.report import Report
from benchmarking.resolving import Resolver

# The name of the dataset -> the reader and the original.
ORIGINALS = {
    "ascof_2024-25": ("ascof", "ascof_2024_25_timeseries.ods"),
    "ascof_2020-21": ("ascof-long", "ascof_2020_21_open_data_long.xlsx"),
}


def read_original(folder, name):
    """The figures that the product's own reader makes of one original."""
    reader, original = ORIGINALS[name]
    data = (folder / original).read_bytes()
    return READERS[reader].read(data, original, resolver=Resolver(), report=Report(), options={})


def figures(folder, name):
    """The rows of one dataset. Authorities, groups and indicators must be loaded."""
    return shipped.rows_from(read_original(folder, name))
