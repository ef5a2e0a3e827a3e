"""Bringing published figures in through the administration, and configuring the world's figures there."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarking import recomputing
from benchmarking.importing import files, mapping
from benchmarking.importing.guarding import Unreadable
from benchmarking.models import (
    Authority,
    AuthorityName,
    ColumnMapping,
    ComparatorGroup,
    DataImport,
    Indicator,
    Observation,
    Position,
    Recomputation,
    Source,
)
from performance.forms.figure_imports import ColumnsForm
from performance.models import AuditEntry
from tests import world
from tests.admin_site import add, add_inline, change, entries, form_of, page_of
from tests.benchmarks import looked, made_up
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

TABLE = made_up.as_csv(
    ["Area", "Year", "Sex", "Value"],
    ["Middleshire", "2018", "Persons", "12.5"],
    ["Middleshire", "2018", "Women", "13.5"],
    ["Uppershire", "2018", "Persons", "*"],
    ["Nowhere", "2018", "Persons", "9"],
)
PUBLICATION = {
    "title": "Made-up figures",
    "publisher": "Nobody",
    "published_on": "2019-05-02",
    "licence": "None",
    "may_republish": "on",
}
Status = DataImport.Status


@pytest.fixture
def ada(client):
    client.force_login(world.person("ada"))
    return client


@pytest.fixture
def places():
    made_up.indicator("made-up-share")
    return made_up.places()


def address(name, *args):
    return reverse(f"admin:benchmarking_dataimport_{name}", args=args)


def upload(browser, data=TABLE, name="sample.csv", **given):
    given = {"file": SimpleUploadedFile(name, data), "reader": ""} | given
    return browser.post(address("upload"), given)


def held():
    return DataImport.objects.latest("pk")


def page(browser, name="change"):
    response = browser.get(address(name, held().pk), follow=True)
    assert response.status_code == 200
    return Page(response)


def confirm(browser, **changes):
    """Confirm the columns as suggested, with what has to be said."""
    said = {"name": "Sample", "indicator": "made-up-share"} | changes
    return browser.post(address("columns", held().pk), page(browser, "columns").fields | said)


def describe(browser, **changes):
    fields = page(browser, "source").fields | PUBLICATION | changes
    return browser.post(address("source", held().pk), {k: v for k, v in fields.items() if v})


def decide(browser, button, **changes):
    fields = page(browser).fields | {button: "x"} | changes
    return browser.post(address("decide", held().pk), fields)


def previewed(browser, **publication):
    upload(browser)
    confirm(browser)
    describe(browser, **publication)
    assert files.run(held().pk)
    return held()


def test_the_empty_list_says_what_to_do(ada):
    DataImport.objects.all().delete()
    assert (
        "No file of published figures has been imported here yet." in Page(ada.get(page_of(DataImport))).text
    )


def test_a_table_is_uploaded_confirmed_described_previewed_and_loaded(ada, places):
    response = upload(ada)
    assert response.url == address("columns", held().pk)
    columns = page(ada, "columns")
    assert "Which indicator are the figures of “Value”?" in columns.text
    assert "“Persons” looks like the whole; other rows are parts." in columns.text
    assert columns.rows[0] == {"Area": "Middleshire", "Year": "2018", "Sex": "Persons", "Value": "12.5"}
    assert confirm(ada).url == address("source", held().pk)
    assert describe(ada).url == address("change", held().pk)
    assert "Waiting to be previewed." in page(ada).text
    assert files.run(held().pk)
    preview = page(ada)
    assert "Nothing has been changed yet. This is what the file would do." in preview.text
    assert "2 added" in preview.text
    assert "Nowhere: 1 row" in preview.text
    assert not Observation.objects.filter(indicator__slug="made-up-share").exists()

    assert decide(ada, "load").status_code == 302
    assert "Waiting to be loaded." in page(ada).text
    assert files.run(held().pk)
    loaded = held()
    assert (loaded.status, loaded.data, loaded.source.title) == (Status.LOADED, None, "Made-up figures")
    rows = Observation.objects.filter(indicator__slug="made-up-share").order_by("authority__code")
    assert [(str(row.authority), row.value, row.marker) for row in rows] == [
        ("Middleshire", rows[0].value, ""),
        ("Uppershire", None, "*"),
    ]
    assert f"{rows[0].value:.1f}" == "12.5"
    assert {row.loaded_by for row in rows} == {loaded}
    assert "Loaded on" in page(ada).text
    verbs = [
        entry.verb for entry in AuditEntry.objects.filter(subject_id=loaded.pk, subject_type="dataimport")
    ]
    assert sorted(verbs) == ["figures loaded", "file uploaded"]


def test_what_is_left_open_is_asked_and_nothing_is_kept(ada, places):
    upload(ada)
    response = confirm(ada, indicator="")
    assert "Which indicator are the figures of “Value”?" in Page(response).text
    assert not ColumnMapping.objects.exists()
    assert held().mapping is None


def test_rows_whose_cell_is_empty_can_be_kept(places):
    data = made_up.as_csv(
        ["Area", "Year", "Category", "Value"],
        ["Sampleland", "2018", "", "1"],
        ["Sampleland", "2018", "Poor", "2"],
    )
    found = mapping.recognise(data, "sample.csv")
    given = {f"role_{i}": role for i, role in enumerate(["area-name", "period", "filter", "value"])}
    given |= {"texts_2": ["+blank"], "name": "Sample", "indicator": "made-up-share", "groups": "keep"}
    form = ColumnsForm(given, found=found)
    assert form.is_valid(), form.errors
    assert form.options["columns"]["Category"] == {"role": "filter", "only": [""]}
    found.options = form.options
    assert ColumnsForm(found=found)["texts_2"].value() == ["+blank"]


def test_the_next_file_with_these_headings_is_only_shown_for_confirmation(ada, places):
    previewed(ada)
    upload(ada, data=TABLE.replace(b"2018", b"2019"), name="next.csv")
    columns = page(ada, "columns")
    assert "The headings are those of “Sample”." in columns.text
    fields = columns.fields
    assert fields["indicator"] == "made-up-share"
    assert ada.post(address("columns", held().pk), fields).status_code == 302
    assert held().mapping == ColumnMapping.objects.get()


def test_a_new_indicator_needs_its_title_unit_and_polarity(ada, places):
    upload(ada)
    response = confirm(ada, indicator="+new", new_title="Made-up days")
    text = Page(response).text
    assert "State the new indicator’s unit." in text
    assert "State the new indicator’s polarity." in text
    response = confirm(
        ada, indicator="+new", new_title="Made-up days", new_unit="days", new_polarity="low", new_decimals="0"
    )
    assert response.status_code == 302
    made = Indicator.objects.get(slug="made-up-days")
    assert (made.unit, made.polarity, made.decimals) == ("days", "low", 0)
    assert held().mapping.columns["indicator"] == "made-up-days"


def test_two_clicks_load_once(ada, places):
    previewed(ada)
    fields = page(ada).fields | {"load": "x"}
    assert ada.post(address("decide", held().pk), fields).status_code == 302
    again = ada.post(address("decide", held().pk), fields, follow=True)
    assert "was loaded, changed or thrown away since you opened the page" in Page(again).text
    assert files.run(held().pk) is True
    assert files.run(held().pk) is False
    assert Observation.objects.filter(loaded_by=held()).count() == 2


def test_throwing_away_lets_the_bytes_go_and_changes_nothing(ada, places):
    previewed(ada)
    assert decide(ada, "throw_away").url == page_of(DataImport)
    assert (held().status, held().data) == (Status.DISCARDED, None)
    assert files.run(held().pk) is False
    assert "This file was thrown away" in page(ada).text
    assert not Observation.objects.filter(source__title="Made-up figures").exists()


def test_a_file_that_cannot_be_opened_is_refused_at_once(ada):
    response = upload(ada, data=b"%PDF-1.7", name="paper.pdf")
    assert "This is a PDF." in Page(response).text
    assert not DataImport.objects.filter(name="paper.pdf").exists()


@pytest.mark.parametrize(
    ("reader", "data", "sentence"),
    [
        ("ascof", b"%PDF-1.7", "This is a PDF."),
        ("long", b"%PDF-1.7", "This is a PDF."),
        ("ascof", TABLE, "sample.csv is not the ASCOF workbook"),
        ("ascof-long", TABLE, "sample.csv is not the ASCOF open data"),
    ],
)
def test_what_the_chosen_reader_cannot_read_is_refused_at_once(ada, places, reader, data, sentence):
    before = DataImport.objects.count()
    assert sentence in Page(upload(ada, data=data, reader=reader)).text
    assert DataImport.objects.count() == before


@pytest.mark.parametrize("version", ["", "²", "-1", "9" * 30])
def test_a_version_that_no_page_sent_decides_nothing(ada, places, version):
    previewed(ada)
    sent = ada.post(address("decide", held().pk), {"load": "x", "version": version}, follow=True)
    assert "was loaded, changed or thrown away since you opened the page" in Page(sent).text
    assert held().status == Status.PREVIEWED


def test_what_the_worker_refuses_is_said_and_nothing_is_loaded(ada, places):
    upload(ada)
    confirm(ada, role_2="ignore")
    describe(ada)
    files.run(held().pk)
    assert held().status == Status.REFUSED
    refused = page(ada)
    assert "give two figures for the same council, indicator and period" in refused.text
    assert "Nothing was loaded." in refused.text
    confirm(ada, role_2="filter", texts_2="Women")
    assert files.run(held().pk)
    assert held().status == Status.PREVIEWED


def test_without_a_worker_what_waits_is_taken_up_by_the_sweep(ada, places):
    upload(ada)
    assert files.resume() == 0
    confirm(ada)
    describe(ada)
    assert files.resume() == 1
    assert held().status == Status.PREVIEWED
    assert files.resume() == 0


def test_a_reading_that_lost_its_worker_is_taken_up_again(ada, places):
    previewed(ada)
    DataImport.objects.filter(pk=held().pk).update(status=Status.READING, task="one")
    assert files.run(held().pk, task="two") is False
    assert files.run(held().pk, task="one") is True
    DataImport.objects.filter(pk=held().pk).update(status=Status.READING, task="one")
    assert files.resume() == 0
    assert files.resume(now=timezone.now() + files.LOST_AFTER + files.LOST_AFTER) == 1


def test_an_existing_publication_is_chosen_and_its_figures_replaced(ada, places):
    previewed(ada)
    decide(ada, "load")
    files.run(held().pk)
    source = held().source
    upload(ada, data=TABLE.replace(b"12.5", b"12.6"))
    confirm(ada)
    ada.post(
        address("source", held().pk),
        {"existing": source.pk, "version": page(ada, "source").fields["version"]},
    )
    files.run(held().pk)
    text = page(ada).text
    assert "1 changed" in text
    assert "1 same" in text
    assert held().source == source


def test_a_publication_is_asked_for_in_full(ada, places):
    upload(ada)
    confirm(ada)
    response = describe(ada, publisher="", published_on="")
    text = Page(response).text
    assert "Choose a publication above, or say who published it." in text
    assert "Choose a publication above, or say on which day." in text
    assert not Source.objects.filter(title="Made-up figures").exists()


def test_the_report_downloads_without_formulas(ada, places):
    upload(ada, data=TABLE.replace(b"*", b"=1+1"))
    confirm(ada)
    describe(ada)
    files.run(held().pk)
    response = ada.get(address("report", held().pk))
    assert response["Content-Disposition"] == 'attachment; filename="report-sample.csv.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["What", "Where", "Printed", "Why"]
    assert [row[2] for row in rows if "=1+1" in row[2]] == ["'=1+1"]
    assert rows[-1] == ["Not known", "", "Nowhere", "1 rows"]


@pytest.mark.parametrize("who", ["olive", "mary", "petra", "clive"])
def test_nobody_but_administrators_sees_an_import(client, ada, places, who):
    kept = previewed(ada, embargoed_until="2099-01-01T09:00")
    assert kept.source.embargoed_until.year == 2099
    client.force_login(world.person(who))
    for name in ("change", "columns", "source", "progress", "report"):
        response = client.get(address(name, kept.pk))
        assert response.status_code in (302, 403)
        assert "Middleshire" not in response.content.decode()


def test_the_list_costs_the_same_queries_for_one_and_for_many(ada, places):
    previewed(ada)
    with CaptureQueriesContext(connection) as one:
        ada.get(page_of(DataImport))
    previewed(ada, title="Other made-up figures")
    with CaptureQueriesContext(connection) as two:
        ada.get(page_of(DataImport))
    assert len(one) == len(two)


# --- Configuring ---------------------------------------------------------------------------------------


def due(indicator):
    row = Recomputation.objects.filter(indicator=indicator).first()
    return row is not None and row.seq > row.done_seq


def test_changing_polarity_is_audited_and_marks_a_recomputation(ada, places):
    indicator = Indicator.objects.get(slug="made-up-share")
    assert change(ada, indicator, topic="Other").status_code == 302
    assert not due(indicator)
    assert change(ada, indicator, polarity="low").status_code == 302
    assert due(indicator)
    assert [entry.after for entry in entries("configuration changed")] == [
        {"topic": "Other"},
        {"polarity": "low"},
    ]


def test_lifting_republication_is_audited_and_marks_what_the_source_holds(ada, places):
    kept = previewed(ada)
    decide(ada, "load")
    files.run(kept.pk)
    indicator = Indicator.objects.get(slug="made-up-share")
    Recomputation.objects.all().delete()
    source = Source.objects.get(title="Made-up figures")
    fields = {
        k: v for k, v in form_of(ada, page_of(Source, "change", source.pk)).items() if k != "may_republish"
    }
    assert ada.post(page_of(Source, "change", source.pk), fields).status_code == 302
    source.refresh_from_db()
    assert source.may_republish is False
    assert due(indicator)


@pytest.mark.parametrize(
    ("changes", "stays"),
    [
        ({"may_republish": None}, False),
        ({"embargoed_until_0": "2999-01-01", "embargoed_until_1": "09:30:00"}, False),
        ({"published_on": "2020-06-02"}, False),
        ({"published_on": "2020-05-31"}, True),
    ],
)
def test_what_fewer_may_see_is_gone_at_once_with_what_is_derived_of_it(ada, looked_at, changes, stays):
    source = Source.objects.get(title="Care figures, made up")
    where = page_of(Source, "change", source.pk)
    fields = form_of(ada, where) | changes
    derived = Position.objects.filter(indicator=looked.indicator("satisfied"))
    before = derived.count()
    assert before > 0

    sent = ada.post(where, {name: value for name, value in fields.items() if value is not None})

    assert sent.status_code == 302
    assert derived.count() == (before if stays else 0)
    recomputing.recompute_due()
    assert derived.filter(may_republish="may_republish" not in changes).count() == before


def test_a_spelling_is_kept_with_what_it_is_looked_up_by(ada, places):
    address = page_of(Authority, "change", places["mid"].pk)
    fields = form_of(ada, address) | {
        "names-TOTAL_FORMS": "2",
        "names-1-name": "Middle-Shire, County of",
        "names-1-authority": places["mid"].pk,
    }
    # A list in which nothing is chosen is not sent.
    del fields["successors"]
    assert ada.post(address, fields).status_code == 302
    assert AuthorityName.objects.get(name="Middle-Shire, County of").key == "middle shire county of"


def test_an_own_list_is_made_with_dated_members(ada, places):
    group_fields = {"title": "Our list", "slug": "own-list", "note": ""}
    assert add(ada, ComparatorGroup, **group_fields).status_code == 302
    group = ComparatorGroup.objects.get(slug="own-list")
    assert group.kind == "own"
    response = add_inline(
        ada, group, "memberships", authority=str(places["mid"].pk), first_day="2019-04-01", last_day=""
    )
    assert response.status_code == 302
    member = group.memberships.get()
    assert (member.authority, member.first_day) == (places["mid"], date(2019, 4, 1))
    assert due(Indicator.objects.get(slug="made-up-share"))


def test_two_groups_cannot_be_printed_alike(ada, places):
    other = ComparatorGroup.objects.create(slug="another-list", title="Another", kind="own")
    response = add_inline(ada, other, "names", name="SAMPLELAND")
    assert "This is how files print Sampleland." in Page(response).text


def test_a_list_of_neighbours_is_loaded_and_audited(ada, places):
    made_up.council("ALD", "Aldershire", "E06000904")
    Authority.objects.filter(code="MID").update(gss_code="E06000901")
    source = Source.objects.create(title="Lists", publisher="Nobody", published_on=date(2019, 1, 1))
    address = reverse("admin:benchmarking_comparatorgroup_neighbours")
    data = b"area_code,area_name\nE06000902,Uppershire\nE06000901,Middleshire\nE06000904,Aldershire\n"
    said = {"listing": "Sample 2019", "source": source.pk, "of": places["mid"].pk}
    response = ada.post(address, {"file": SimpleUploadedFile("x.csv", data), **said})
    assert response.status_code == 302
    group = ComparatorGroup.objects.get(kind="neighbours", listing="Sample 2019")
    assert [(row.place, row.authority.code) for row in group.memberships.order_by("place")] == [
        (1, "UPP"),
        (2, "ALD"),
    ]
    [entry] = entries("neighbours loaded")
    assert entry.after == {"listing": "Sample 2019", "listed": 2, "members": 2}
    response = ada.post(address, {"file": SimpleUploadedFile("x.csv", b"name\nA\n"), **said})
    assert "The first line has no heading" in Page(response).text


def test_observations_are_looked_up_and_never_edited(ada, places):
    kept = previewed(ada)
    decide(ada, "load")
    files.run(kept.pk)
    row = Observation.objects.filter(loaded_by=kept).first()
    text = Page(ada.get(page_of(Observation) + "?q=made-up-share")).text
    assert "Middleshire" in text
    assert ada.get(page_of(Observation, "add")).status_code == 403
    assert ada.post(page_of(Observation, "change", row.pk), {"value": "1"}).status_code == 403
    assert ada.post(page_of(Observation, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_upload_alone_reads_nothing():
    with pytest.raises(Unreadable, match="No line of headings"):
        files.upload(name="x.csv", data=b"words\nmore words\n")
    assert not DataImport.objects.filter(name="x.csv").exists()
