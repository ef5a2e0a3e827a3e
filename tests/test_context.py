"""What every page says of the product's date and of the people on it."""

import pytest

from performance.demonstration import sign_ins
from performance.models import Person
from tests import world
from tests.page import Page

pytestmark = pytest.mark.django_db

DATE = "the product's date is set to 10 December 2020."
SAMPLES = "Sample people; made-up content is labelled illustrative."
SIGN_INS = "This is a demonstration with sample people."


@pytest.mark.parametrize("loaded", [True, False])
def test_sample_people_are_named_where_they_are_loaded(client, settings, loaded):
    settings.PRODUCT_DATE = world.TODAY
    if not loaded:
        for place, person in enumerate(Person.objects.order_by("pk")):
            person.email = f"person{place}@council.example"
            person.save()
    assert sign_ins.are_loaded() is loaded

    sign_in = Page(client.get("/sign-in/")).text
    client.force_login(world.person("petra"))
    page = Page(client.get("/packs/")).text

    assert DATE.casefold() in page.casefold()
    assert (SAMPLES in page, SIGN_INS in sign_in) == (loaded, loaded)


def test_an_installation_with_its_own_day_says_nothing(client, settings):
    settings.PRODUCT_DATE = None
    client.force_login(world.person("petra"))
    page = Page(client.get("/packs/")).text
    assert "product's date" not in page
    assert SAMPLES not in page
