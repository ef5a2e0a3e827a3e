"""Four packs, each the answer to a real paper: built from nothing by `python manage.py make_examples`.

Each is a module with `ENVIRONMENT` (whose council it is and on which day it stands), `load()` (everything
into an empty database) and `plan()` (the pack that is made of it).
"""

from importlib import import_module

# The name on the command line -> the module.
EXAMPLES = {
    "leicestershire": "leicestershire",
    "scorecard": "scorecard",
    "rotherham": "rotherham",
    "value-for-money": "value_for_money",
}


def module_of(name):
    """The module of an example."""
    return import_module(f"{__name__}.{EXAMPLES[name]}")
