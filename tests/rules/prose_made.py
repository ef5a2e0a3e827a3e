"""What the tests of prose share: the facts of the demonstration's frozen pack, and a measure by hand."""

import json
from functools import cache
from pathlib import Path

from performance.packs.claims import facts_of
from performance.rules.prose.facts import MeasureFacts, PackFacts, Place, printed

CONTENTS = Path(__file__).parent.parent / "packs"


@cache
def frozen(tables="content"):
    """The facts of the demonstration's thirty measures, November 2020; "comparing": months and councils."""
    return facts_of(json.loads((CONTENTS / f"{tables}.json").read_text(encoding="utf-8")))


def measure(**fields):
    """A measure that is 83.7% after 82.9%, of a target of 86%: improving, amber, second of its quartiles."""
    given = {
        "identity": "settled",
        "title": "Settled accommodation",
        "names": ("Settled accommodation",),
        "figure": printed("83.7%"),
        "target": "86%",
        "edges": (printed("86%"),),
        "previous": printed("82.9%"),
        "previous_label": "2019/20",
        "meaning": "Improving",
        "status": "Amber",
        "off_target": True,
        "place": Place("Second", group="England", year="2019/20"),
    }
    return MeasureFacts(**given | fields)


def pack(*measures):
    return PackFacts(measures=measures or (measure(),))
