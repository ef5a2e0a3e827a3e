"""The demonstration's packs: which one a run goes on with, and whose it leaves alone."""

from datetime import date

import pytest

from performance.demonstration import meeting
from performance.demonstration.load import period_of
from performance.models import Pack
from performance.packs import supplements
from tests import scene, world

pytestmark = pytest.mark.django_db


def november():
    return meeting.Meeting(
        period=period_of("2020-11"), title="Performance report", meeting_on=date(2021, 1, 18)
    )


def test_a_second_run_goes_on_with_the_first_ones_pack_and_not_with_its_supplement():
    pack = scene.issued_pack()
    Pack.objects.update(illustrative=True)
    pack.refresh_from_db()
    supplements.make(pack=pack, by=world.person("petra"))

    assert meeting.prepare(november()) == pack


def test_a_pack_that_somebody_made_for_the_same_meeting_is_left_alone():
    scene.draft_pack(title="My report")

    with pytest.raises(meeting.NotDone) as refused:
        meeting.prepare(november())

    assert str(refused.value) == (
        "“My report” was made by somebody for the meeting of this sample, so it is not issued here. "
        "Give it another day, or begin again without the folder var/."
    )
