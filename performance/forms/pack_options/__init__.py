"""The choices that a section of a pack can have, by the code of its kind: `FORMS["monthly"]`.

Kinds that are not here have no choices.
"""

from performance.forms.pack_options.narrative import TextForm

FORMS = {"text": TextForm}
