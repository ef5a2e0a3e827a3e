"""The one-page scorecard's own figures: what the import reads of them, and what must not be in them."""

import csv

import pytest

from performance.demonstration.examples import scorecard
from performance.models import Measure, Placement

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


def test_the_faults_of_the_published_page_are_listed_with_their_lines():
    said = scorecard.faults()
    places = [(sentence.split(", column")[0].split(":")[0]) for sentence in said]
    assert places == [
        *("outcomes.csv, line 2", "outcomes.csv, line 7", "outcomes.csv, line 3"),
        *("outputs.csv, line 14", "outputs.csv, line 15", "people.csv, line 4"),
    ]


def test_the_page_is_loaded_whole_and_without_names(settings):
    settings.PRODUCT_DATE = scorecard.DAY
    scorecard.load()
    placed = Placement.objects.filter(section__scorecard__title=scorecard.TITLE)
    assert placed.count() == 56
    assert placed.filter(shown_as=Placement.ShownAs.HEADLINE).count() == 3
    development = Measure.objects.filter(placements__in=placed, state=Measure.State.DEVELOPMENT)
    assert development.count() == 6
    # Where officers' names stood on the page, nothing stands.
    with (scorecard.FOLDER / "outputs.csv").open(encoding="utf-8", newline="") as file:
        stood = [row for row in csv.DictReader(file) if row["State"]]
    assert [(row["Figure"], row["Comparison: National"]) for row in stood] == [("", "")] * 6
