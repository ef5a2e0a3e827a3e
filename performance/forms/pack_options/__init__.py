"""The choices that a section of a pack can have, by the code of its kind: `FORMS["monthly"]`.

Kinds that are not here have no choices.
"""

from performance.forms.pack_options import own, published
from performance.forms.pack_options.narrative import TextForm

FORMS = {
    **own.FORMS,
    "text": TextForm,
    "comparison": published.PublishedForm,
    "benchmark_table": published.PublishedForm,
    "quartiles": published.QuartilesForm,
    "benchmark_charts": published.ChartsForm,
    "value_for_money": published.ValueForm,
    "positions": published.PositionsForm,
}
