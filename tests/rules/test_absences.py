"""Each reason for having no figure, and the effect that is stated for it."""

from pathlib import Path

import pytest

from performance.rules.absences import EFFECTS, Absence, effect_of

# code: is the period asked for, does it hide, is a total of the rest whole, is an average of it
STATED = {
    "survey_not_run": (True, False, False, True),
    "not_published": (True, False, False, False),
    "suppressed": (True, True, False, False),
    "not_applicable": (False, False, True, True),
    "due_on": (True, False, False, False),
    "late": (True, False, False, False),
    "missing": (True, False, False, False),
}


@pytest.mark.parametrize("code", Absence)
def test_each_absence_has_its_effect(code):
    effect = effect_of(code)
    flags = (effect.expected, effect.hides, effect.total_complete, effect.average_complete)
    assert flags == STATED[code]


@pytest.mark.parametrize("code", Absence)
def test_each_effect_is_told_in_sentences(code):
    effect = effect_of(code)
    for sentence in (effect.rating, effect.total, effect.average):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert effect.rating.startswith("Not rated")


def test_only_suppressed_hides_and_only_what_does_not_apply_is_not_asked_for():
    assert [code for code, effect in EFFECTS.items() if effect.hides] == ["suppressed"]
    assert [code for code, effect in EFFECTS.items() if not effect.expected] == ["not_applicable"]


def test_what_hides_leaves_nothing_whole():
    assert not any(e.total_complete or e.average_complete for e in EFFECTS.values() if e.hides)


def test_no_reason_is_missing():
    assert effect_of("") is EFFECTS[Absence.MISSING]


def test_an_unknown_reason_is_refused():
    with pytest.raises(ValueError, match="holiday"):
        effect_of("holiday")


def test_the_documentation_states_the_same_effects():
    rows = (Path(__file__).parents[2] / "docs" / "adding-up.md").read_text().splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("|")]
    for code, effect in EFFECTS.items():
        name = code.replace("_", " ").replace("due on", "due on a date")
        found = [row for row in cells if row[0].lower().removesuffix(" (seen, not stated)") == name]
        assert [row[1:] for row in found] == [[effect.rating, effect.total, effect.average]]
