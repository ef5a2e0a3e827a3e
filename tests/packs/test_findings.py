"""What the check finds over all the prose of a pack, and where it says that it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance.models import Pack, Scorecard
from performance.packs import blocks
from performance.packs.findings import LONGEST, MOST, findings_of, of_text
from performance.packs.narrative import reading_of
from tests import world
from tests.packs.conftest import rows_of


def section(*paragraphs, problems=()):
    return {
        "kind": "report",
        "title": "Covering report",
        "anchor": "report-1",
        "blocks": [blocks.prose(*paragraphs)],
        "problems": list(problems),
    }


def said(text, **more):
    return blocks.paragraph(blocks.run(text), **more)


def test_narrative_is_found_by_its_paragraph_and_its_sentence(content):
    content["sections"] = [
        section(
            said("Reablement", style="heading"),
            said("All is well. The LALS success rate was 98%. It fell.", style="numbered", number="12"),
            said("The LALS success rate improved."),
        )
    ]
    first, second = findings_of(content)
    assert first == {
        "copy": "public",
        "section": "report-1",
        "where": "Covering report, paragraph 12",
        "sentence": "The LALS success rate was 98%.",
        "claim": "number",
        "says": "98%",
        "should_be": "84%",
        "why": "The figure of “LALS Success Rate” is 84% in the tables, not 98%.",
        "contradicts": True,
    }
    assert (second["where"], second["says"]) == ("Covering report, under “Reablement”", "improved")


def test_a_pasted_table_is_listed_in_excerpts_and_not_without_end(content):
    numbers = " ".join(f"{number},000.7" for number in range(100, 400))
    content["sections"] = [section(said(f"The LALS success rate: {numbers}."))]

    found = findings_of(content)

    assert len(found) == MOST
    assert max(len(f["sentence"]) for f in found) <= LONGEST + 2
    assert all(f["says"] in f["sentence"] for f in found)
    assert (found[0]["sentence"][:9], found[-1]["sentence"][:1]) == ("The LALS ", "…")


def test_commentary_is_about_the_measure_that_it_stands_with(content):
    row = next(row for row in rows_of(content) if row["slug"] == "reablement-no-further-need")
    row["commentary"] = "An improvement on last year.\nWe saw 79.7%, and 12.4% of staff were away."
    found = [(f["section"], f["where"], f["says"], f["contradicts"]) for f in findings_of(content)]
    where = f"Commentary of “{row['title']}”"
    assert found == [
        ("commentary", where, "An improvement on", True),
        ("commentary", where, "12.4%", True),
    ]


def test_a_reference_that_prints_no_figure_is_a_finding(content):
    problem = "Line 1: there is no measure “x” on this pack's scorecard; pick one from the list."
    content["sections"] = [section(said("It was {{x}}."), problems=[problem])]
    [found] = findings_of(content)
    assert (found["claim"], found["why"], found["contradicts"]) == ("reference", problem, False)


def test_copies_that_say_the_same_are_told_once_and_one_copys_own_words_too(content):
    wrong = said("The LALS success rate was 98%.")
    own = said("The LALS success rate was 97%.")
    both = {
        "copies": {
            "public": content | {"sections": [section(wrong)]},
            "exempt": content | {"sections": [section(wrong), section(own)]},
        }
    }
    assert [(f["copy"], f["says"]) for f in findings_of(both)] == [("public", "98%"), ("exempt", "97%")]


def test_the_demonstrations_own_content_has_no_findings(frozen):
    assert findings_of(frozen) == []


@pytest.mark.django_db
@pytest.mark.wide
def test_a_text_is_checked_while_it_is_written(month):
    pack = Pack.objects.create(
        scorecard=Scorecard.objects.get(),
        period=world.november(),
        title="Report",
        committee="Scrutiny Committee",
        meeting_on=world.TODAY,
        created_by=world.person("petra"),
        created_at=timezone.now(),
    )
    text = "The LALS success rate was {{adult-learning-success}}.\n\nThe LALS success rate was 98%."
    with CaptureQueriesContext(connection) as queries:
        blocks, [found] = of_text(text, reading_of(pack))
    assert len(blocks[0]["paragraphs"]) == 2
    # One reading serves the words and the tables: none of its questions is asked twice.
    asked = [query["sql"] for query in queries]
    assert {sql for sql in asked if "performance_submission" in sql and asked.count(sql) > 1} == set()
    assert (found["where"], found["should_be"]) == ("This text, paragraph 2", "84%")
