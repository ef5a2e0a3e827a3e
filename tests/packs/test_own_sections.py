"""Sections of our own figures: from the database to blocks."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance.models import Measure, Pack, PackBuild, PackSection, Placement, Scorecard, Section, Stage
from performance.packs import content as contents
from performance.packs import kinds
from performance.packs.reading import Reading
from performance.packs.sections import glossary, summary
from tests import measuring, restated, scene, scorecards, world

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

OWN = (
    *("summary", "since", "corrections", "missing", "monthly", "trends", "scorecard", "actions"),
    *("provenance", "glossary", "dashboard"),
)


def reading_of(card, period=None, *, copy="public", meeting_on=date(2021, 1, 18)):
    pack, _ = Pack.objects.get_or_create(
        scorecard=card,
        period=period or world.november(),
        committee="Scrutiny",
        meeting_on=meeting_on,
        defaults={"title": "A report", "created_by": world.person("petra"), "created_at": timezone.now()},
    )
    return Reading(pack, copy=copy, known_on=world.TODAY)


def built(reading, kind, **options):
    """What a section of a kind keeps, as it comes back from the database."""
    made = kinds.KINDS[kind].build(reading, PackSection(kind=kind, position=1, options=options))
    return json.loads(json.dumps(made))


def tables(made):
    """Tables by name, each as rows of the words of its cells; of a status its word."""
    return {
        block["name"]: [[_words(cell) for cell in line["cells"]] for line in block["rows"]]
        for block in made["blocks"]
        if block["block"] == "table"
    }


def _words(cell):
    return cell["text"] or (cell["status"] or cell["direction"] or {}).get(
        "word" if cell["status"] else "meaning", ""
    )


def prose(made):
    return [
        "".join(run["text"] for run in paragraph["runs"])
        for block in made["blocks"]
        if block["block"] == "prose"
        for paragraph in block["paragraphs"]
    ]


def card_of(*measures, title="A scorecard"):
    card = Scorecard.objects.create(slug=title.lower().replace(" ", "-"), title=title)
    section = Section.objects.create(scorecard=card, title="Its heading")
    for position, measure in enumerate(measures):
        Placement.objects.create(section=section, measure=measure, position=position)
    return card


# --- Statuses --------------------------------------------------------------------------------------------


def test_statuses_are_counted_with_their_shares_of_what_is_rated(month):
    made = built(reading_of(Scorecard.objects.get()), "summary", by="layer")
    assert prose(made)[0] == "15 of 30 measures are rated: 8 green (53%), 6 amber (40%) and 1 red (7%)."
    assert tables(made)["Statuses by layer"] == [
        ["Prevent need", "0", "2", "0", "2", "10", "12"],
        ["Reduce need", "2", "1", "0", "3", "2", "5"],
        ["Delay need", "4", "0", "1", "5", "1", "6"],
        ["Meet need", "2", "3", "0", "5", "2", "7"],
        ["All", "8", "6", "1", "15", "15", "30"],
    ]
    total = made["blocks"][1]["rows"][-1]
    assert total["total"]
    assert [cell["beneath"] for cell in total["cells"][1:4]] == [["53%"], ["40%"], ["7%"]]


def test_a_page_of_all_measures_says_of_how_many_its_shares_are():
    made = built(reading_of(scorecards.build(), scorecards.september()), "scorecard")
    assert made["turned"]
    found = tables(made)
    assert list(found) == ["Outcomes (ASCOF)", "Outputs", "People & Staff", "VfM & Budget"]
    assert found["Outcomes (ASCOF)"][1] == ["People with control over daily life", "", "82.2%", "79.9%",
                                            "2.3 points", ""]  # fmt: skip
    assert found["Outputs"][-2] == ["Commissioned older people's services: CQC ratings", "",
                                    "72.6% good or outstanding", "", "Not rated"]  # fmt: skip
    assert prose(made) == [
        "Of 11 rated measures: Green 18% (2), Amber 0% (0), Red 82% (9). 26 of 37 measures are not rated, "
        "and in no share."
    ]
    people = next(block for block in made["blocks"] if block.get("name") == "People & Staff")
    assert people["notes"] == ["Total staff 703.06 FTE · Payroll £26,754,000"]


def test_an_earlier_figure_of_part_of_a_year_says_so_in_the_scorecard(month):
    made = built(reading_of(Scorecard.objects.get()), "scorecard")
    cells = {row["cells"][0]["text"]: row["cells"][3] for block in made["blocks"] if block["block"] == "table"
             for row in block["rows"]}  # fmt: skip
    assert (cells["Heritage visits"]["text"], cells["Heritage visits"]["beneath"]) == (
        "176.5k",
        ["Apr–Nov 2019"],
    )
    assert cells["LALS Success Rate"]["beneath"] == []


def test_an_outlook_is_said_of_several_only_where_all_their_owners_said_it(month):
    plain = reading_of(Scorecard.objects.get()).plain
    worst = [row | {"outlook": "On track"} for row in plain.values() if row["status"]["code"] == "amber"][:2]
    assert summary.attention(worst).endswith(" are amber. Outlook: on track.")
    worst[1]["outlook"] = ""
    assert summary.attention(worst).endswith(" are amber.")


def test_a_dashboard_keeps_the_headings_that_are_still_there(month):
    reading = reading_of(Scorecard.objects.get())
    assert built(reading, "dashboard", layers=["Delay need", "Gone"]) == {"layers": ["Delay need"]}
    assert built(reading, "dashboard") == {}


# --- What is missing, what is done, what it means ----------------------------------------------------------


def test_missing_figures_say_why_whose_and_how_late(month):
    late, due = measuring.measure("late-visits"), world.measure("users-feel-safe")
    reading = reading_of(card_of(due, late))
    reading.known_on = date(2020, 12, 16)
    assert tables(built(reading, "missing"))["Missing figures"] == [
        ["Late visits", "November 2020", "Not approved by 16 December 2020. It was due on 14 December 2020.",
         "", "2"],
        ["% of service users who say that services have made them feel safe", "2020/21",
         "Survey not to be undertaken in 20-21 due to Covid-19.",
         "Performance lead for adult social care (sample)", ""],
    ]  # fmt: skip
    reading.known_on = date(2020, 12, 14)
    first = tables(built(reading, "missing"))["Missing figures"][0]
    assert first == ["Late visits", "November 2020", "Not due before 14 December 2020.", ""]


def test_actions_are_those_of_what_is_off_target_unless_all_are_asked_for(month):
    scene.action_of(world.measure("reablement-no-further-need"), what="Weekly review")
    scene.action_of(world.measure("carers-self-directed-support"), what="Of a green figure")
    reading = reading_of(Scorecard.objects.get())
    reading.known_on = date(2021, 4, 1)
    by_exception = built(reading, "actions")
    assert [line[2] for line in tables(by_exception)["Actions"]] == ["Weekly review"]
    assert by_exception["blocks"][0]["rows"][0]["cells"][4]["beneath"] == ["Overdue by 1 day"]
    everything = tables(built(reading, "actions", all=True))["Actions"]
    assert [line[2] for line in everything] == ["Weekly review", "Of a green figure"]


def test_each_figure_says_who_approved_it_and_what_judged_it(month):
    found = tables(built(reading_of(Scorecard.objects.get()), "provenance"))["Provenance"]
    assert found[0] == [
        *("% of sequels that 'Prevent Need'", "54.0%", "1"),
        "Head of adult social care (sample), 10 December 2020",
        *("56–61%, version 1", "Points off target, version 1"),
    ]


def test_abbreviations_that_nobody_explained_are_found(month, frozen):
    made = built(reading_of(Scorecard.objects.get()), "glossary")
    assert [line[0] for line in tables(made)["Glossary"]] == ["ASC", "ASCOF", "BCF", "LALS", "LD", "SU"]
    title = next(row["title"] for layer in frozen["layers"] for g in layer["groups"] for row in g["rows"]
                 if " LD " in row["title"])  # fmt: skip
    found = glossary.unexplained(frozen | {"abbreviations": []})
    assert {"short": "LD", "where": title} in found
    assert glossary.unexplained(frozen) == []


# --- Months ----------------------------------------------------------------------------------------------

REVIEWS = [(2444, 1171), (2428, 1153), (2435, 1154), (2442, 1089), (2465, 1102), (2413, 1130), (2527, 1159)]


@pytest.fixture
def reviews():
    """Published months of another council: reviews up to date of those eligible, May to November."""
    measuring.open_years(date(2018, 4, 1), date(2019, 4, 1), measuring.APRIL)
    measure = measuring.measure(
        "reviews", "percent", decimals=1, entry="fraction", aggregation="latest",
        denominator_label="Eligible", numerator_label="Up to date",
    )  # fmt: skip
    given = [(up_to_date, eligible) for eligible, up_to_date in REVIEWS]
    measuring.figures(measure, date(2020, 5, 1), given)
    measuring.figure(measure, date(2019, 4, 1), (1365, 2850), "year")
    measuring.target(measure, 48, rule=measuring.points())
    return measure


def test_months_stand_with_what_they_are_made_of_and_years_are_never_summed(reviews):
    made = built(reading_of(card_of(reviews)), "monthly")
    (chart,) = made["blocks"]
    assert chart["title"] == "Reviews: down on October 2020, 2.1 points under target"
    assert chart["data"]["series"][0]["values"] == ["47.9", "47.5", "47.4", "44.6", "44.7", "46.8", "45.9"]
    assert (chart["data"]["target"], chart["data"]["unit"]["after"]) == ("48", "%")
    rows = [[cell["text"] for cell in line["cells"]] for line in chart["beside"]["rows"]]
    assert [column["heading"] for column in chart["beside"]["columns"]] == [
        "Month", "Eligible", "Up to date", "%"]  # fmt: skip
    assert rows[0] == ["May 2020", "2,444", "1,171", "47.9%"]
    assert [cell["value"] for cell in chart["beside"]["rows"][0]["cells"]] == [None, "2444", "1171", "47.9"]
    assert rows[-2:] == [
        ["2020/21 to date (November 2020)", "2,527", "1,159", "45.9%"],
        ["2019/20", "2,850", "1,365", "47.9%"],
    ]
    assert [line["total"] for line in chart["beside"]["rows"]] == [False] * 7 + [True] * 2


def test_a_measure_with_a_run_of_figures_has_a_page_and_others_share_one(reviews):
    one, two, three = (measuring.measure(slug, "percent") for slug in ("one", "two", "three"))
    blocks = built(reading_of(card_of(one, reviews, two, three)), "trends")["blocks"]
    begun = [
        block.get("new_page", False)
        for block in blocks
        if block["block"] == "prose" and block["paragraphs"][0]["style"] == "heading"
    ]
    assert begun == [False, True, True, False]


def test_a_gap_stays_a_gap_and_the_year_to_date_says_what_it_lacks():
    visits = restated.visits_of("visits")
    made = built(reading_of(card_of(visits)), "monthly", months=4)
    chart = made["blocks"][0]
    assert chart["data"]["periods"] == ["August 2020", "September 2020", "October 2020", "November 2020"]
    assert chart["data"]["series"][0]["values"] == ["98", "100", "103", None]
    assert chart["data"]["target"] is None
    rows = {line["cells"][0]["text"]: line["cells"][1] for line in chart["beside"]["rows"]}
    assert rows["November 2020"]["text"] == "No approved figure"
    assert rows["2020/21 to date (October 2020)"]["value"] == "703"
    # Twelve months of 2019/20, added up.
    assert rows["2019/20"]["value"] == "1200"


def test_figures_far_apart_are_bars_and_no_monthly_series(month):
    reading = reading_of(Scorecard.objects.get())
    assert prose(built(reading, "monthly")) == ["No measure of this scorecard has a monthly series yet."]
    made = built(reading, "trends", measures=["heritage-visits"])
    chart = next(block for block in made["blocks"] if block["block"] == "chart")
    assert (chart["shape"], [bar["value"] for bar in chart["data"]["bars"]]) == ("bars", ["176.5", "84.5"])


def test_measures_that_were_chosen_and_are_gone_are_said(reviews):
    made = built(reading_of(card_of(reviews)), "monthly", measures=["reviews", "gone-since"])
    assert prose(made) == ["1 measure chosen for this section: not on the scorecard any more."]


# --- Since the last pack -----------------------------------------------------------------------------------


def issued(reading, on):
    """The reading's pack as it was issued for an earlier meeting."""
    pack = reading.pack
    pack.issued_by, pack.issued_at = world.person("clive"), timezone.now()
    pack.status, pack.meeting_on = Pack.Status.ISSUED, on
    pack.content = {"format": contents.FORMAT, "copies": {"public": _frozen(reading)}}
    pack.content_hash = "0" * 64
    pack.save()


def _frozen(reading):
    """As much of a copy as is read of an earlier pack."""
    rows = [reading.plain[row.slug] for row in reading.board.rows]
    group = {"headlines": [], "rows": rows}
    return {
        "meeting_on": reading.pack.meeting_on.isoformat(),
        "period": {"label": reading.pack.period.label},
        "layers": [{"headlines": [], "groups": [group]}],
    }


def test_corrections_stand_with_old_new_reason_and_post():
    visits = restated.visits_of("visits")
    card = card_of(visits)
    assert prose(built(reading_of(card), "since")) == [
        "This is the first report of this scorecard to this committee."
    ]
    issued(reading_of(card, measuring.period(restated.OCTOBER)), date(2020, 11, 9))
    months = (restated.APRIL, restated.MAY)
    restated.approve(restated.submit([restated.revision(visits, start, 112) for start in months]))

    reading = reading_of(card)
    found = built(reading, "corrections")

    assert [line[:5] for line in tables(found)["Corrections"]] == [
        ["Visits", "April 2020", "100", "112", restated.REASON],
        ["Visits", "May 2020", "101", "112", restated.REASON],
    ]
    first = found["blocks"][0]["rows"][0]["cells"]
    assert first[3]["beneath"] == ["+12"]
    assert first[5]["beneath"] == ["Head of adult social care (sample)"]
    assert found["blocks"][0]["notes"] == ["2 figures corrected, for 1 reason."]
    assert prose(built(reading, "since"))[0] == (
        "The last report went to the meeting of 9 November 2020, with figures for October 2020."
    )
    assert "Corrections" in tables(built(reading, "since"))


def test_what_was_corrected_while_the_last_pack_was_cleared_is_not_lost():
    visits = restated.visits_of("visits")
    card = card_of(visits)
    taken = timezone.now()
    restated.approve(restated.submit([restated.revision(visits, restated.APRIL, 112)]))
    last = reading_of(card, measuring.period(restated.OCTOBER))
    issued(last, date(2020, 11, 9))
    assert prose(built(reading_of(card), "corrections")) == ["No figure was corrected."]
    PackBuild.objects.create(
        pack=last.pack, stage=Stage.DRAFT, status=PackBuild.Status.DONE, prepared_on=date(2020, 11, 2),
        requested_by=world.person("petra"), requested_at=taken, started_at=taken,
    )  # fmt: skip
    assert [line[:4] for line in tables(built(reading_of(card), "corrections"))["Corrections"]] == [
        ["Visits", "April 2020", "100", "112"]
    ]


def test_only_an_issued_pack_of_an_earlier_meeting_is_the_last_one(month):
    card = Scorecard.objects.get()
    issued(reading_of(card), date(2020, 12, 9))
    assert reading_of(card, meeting_on=date(2020, 12, 9)).last_pack is None
    after = reading_of(card, meeting_on=date(2020, 12, 10))
    assert after.last_pack.meeting_on == date(2020, 12, 9)
    assert prose(built(after, "since"))[1].startswith("No status has changed since, no measure came or went")
    Pack.objects.update(status=Pack.Status.DRAFT)
    assert reading_of(card, meeting_on=date(2020, 12, 10)).last_pack is None


def test_what_was_kept_from_the_public_is_not_compared_for_it(month):
    card = Scorecard.objects.get()
    issued(reading_of(card), date(2020, 12, 9))
    pack = Pack.objects.get()
    Pack.objects.update(
        content={"format": contents.FORMAT, "copies": {"internal": pack.content["copies"]["public"]}}
    )
    assert reading_of(card).last_copy is None
    assert reading_of(card, copy="internal").last_copy is not None


# --- The same queries for any number of measures -------------------------------------------------------


def queries(card):
    reading = reading_of(card)
    assert reading.board, reading.behind
    with CaptureQueriesContext(connection) as taken:
        for kind in OWN:
            built(reading, kind)
    return len(reading.rows), len(taken)


def test_two_measures_cost_as_many_queries_as_thirty(month):
    everything = Scorecard.objects.get()
    # One with a forecast, and one without a figure.
    two = card_of(*Measure.objects.filter(slug__in=["admissions-65-plus", "users-feel-safe"]), title="Two")
    assert queries(two) == (2, (taken := queries(everything))[1])
    assert taken[0] == 30
