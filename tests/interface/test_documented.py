"""docs/interface.md says what the interface answers: every listing, field, filter and an example of each."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from performance.interface.resources import RESOURCES
from tests import world
from tests.interface import scene

pytestmark = pytest.mark.django_db

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "interface.md").read_text()
SECTIONS = dict(re.findall(r"^### `([\w-]+)`: .*?\n(.*?)(?=^##|\Z)", DOCUMENT, re.M | re.S))
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NUMBER = re.compile(r'"id": \d+')


def test_every_listing_has_a_section_under_its_title():
    assert re.findall(r"^### `([\w-]+)`: (.*)$", DOCUMENT, re.M) == [
        (name, resource.title) for name, resource in RESOURCES.items()
    ]


@pytest.mark.parametrize("name", RESOURCES)
def test_fields_and_filters_are_those_that_are_described(name):
    section, resource = SECTIONS[name], RESOURCES[name]

    rows = re.findall(r"^\| `(\w+)` \| ([\w ]+) \| (.*) \|$", section, re.M)
    taken = re.search(r"^Filters: (.*)$", section, re.M)[1]

    assert rows == [(field.name, field.type, field.meaning) for field in resource.fields]
    assert re.findall(r"`(\w+)`", taken) == [one.name for one in resource.filters]
    assert ("`updated_since` is refused" in section) == (not resource.has_since)


@pytest.mark.wide
@pytest.mark.parametrize("name", RESOURCES)
def test_the_example_is_what_is_answered(client, settings, month, name):
    settings.PRODUCT_DATE = world.TODAY
    scene.published()
    address, example = re.search(
        r"^GET (/interface/v1/\S+)\n```\n\n```json\n(.*?)^```", SECTIONS[name], re.M | re.S
    ).groups()

    answered = scene.reader(client).get("http://testserver" + address).content.decode()

    assert pairs(answered) == pairs(example)


def pairs(text):
    """Names and values in their order and exact digits, without times and a figure's own number."""
    same = NUMBER.sub('"id": 1', MOMENT.sub("a moment", text))
    return json.loads(same, parse_float=Decimal, object_pairs_hook=list)
