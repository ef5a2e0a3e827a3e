"""The rules and the tables name the same things by the same codes."""

from performance.models import Measure, Submission, Target
from performance.rules.absences import Absence
from performance.rules.aggregate import Aggregation
from performance.rules.direction import Basis
from performance.rules.profiles import Profile


def test_every_reason_that_a_person_can_give_has_an_effect():
    assert {code for code, _ in Submission.Absence.choices} == set(Absence) - {Absence.LATE, Absence.MISSING}


def test_every_way_of_adding_up_can_be_added_up():
    assert set(Measure.Aggregation) == set(Aggregation)


def test_every_profile_that_a_target_may_have_can_be_followed():
    assert set(Target.Profile) == set(Profile)


def test_every_basis_of_comparison_has_its_words():
    assert set(Measure.ComparedWith) == set(Basis)
