"""What a person typed that no draft can hold."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import kept_text
from performance.models import KeptText
from tests import scene, world

pytestmark = pytest.mark.django_db


def figure(who="olive", slug=scene.DRAFT):
    return {"person": world.person(who), "measure": world.measure(slug), "period": world.november()}


def test_the_latest_text_is_kept_of_each_person_and_figure():
    kept_text.keep(**figure(), typed={"value": "4x"})
    kept_text.keep(**figure(), typed={"value": "45x", "version": "2"})
    kept_text.keep(**figure("dee"), typed={"value": "hers"})
    kept_text.keep(**figure(slug=scene.SUBMITTED), typed={"value": "other"})

    assert kept_text.typed(*figure().values()) == {"value": "45x", "version": "2"}
    assert kept_text.typed(*figure("dee").values()) == {"value": "hers"}
    assert KeptText.objects.count() == 3


def test_what_is_forgotten_is_one_persons_and_one_figures():
    kept_text.keep(**figure(), typed={"value": "4x"})
    kept_text.keep(**figure("dee"), typed={"value": "hers"})

    kept_text.forget(**figure())

    assert kept_text.typed(*figure().values()) == {}
    assert kept_text.typed(*figure("dee").values()) == {"value": "hers"}


def test_texts_of_many_figures_are_one_query():
    for slug in (scene.DRAFT, scene.SUBMITTED, scene.RETURNED):
        kept_text.keep(**figure(slug=slug), typed={"value": slug})
    measures = [world.measure(slug) for slug in (scene.DRAFT, scene.SUBMITTED)]
    month, olive = world.november(), world.person("olive")

    with CaptureQueriesContext(connection) as captured:
        found = kept_text.typed_of(olive, measures, [month])

    assert found == {(one.pk, month.pk): {"value": one.slug} for one in measures}
    assert len(captured) == 1


def test_a_character_that_no_database_takes_is_left_out():
    kept_text.keep(**figure(), typed={"value": "4\x00x"})

    assert kept_text.typed(*figure().values()) == {"value": "4x"}
