"""Bringing a file in through the administrators' site: preview, headings, save, throw away."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from performance.forms.imports import HeadingsForm
from performance.imports import keeping
from performance.models import AuditEntry, ImportFile, Measure
from performance.refusals import NotComplete, SomebodyElseWasFirst
from tests import world
from tests.imports.files import as_csv
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

TABLE = as_csv(
    ["Measure", "Aim", "Target", "Nov 2020", "Colour"],
    ["Calls answered", "High", "80%", "77.4%", "75%"],
    ["Letters answered", "High", "95%", "Emma/Claire", ""],
)
LIST = "admin:performance_importfile_changelist"
UPLOAD = "admin:performance_importfile_upload"


@pytest.fixture
def ada(client):
    client.force_login(world.person("ada"))
    return client


def upload(browser, data=TABLE, name="table.csv", **given):
    given = {"directorate": "Customers", "file": SimpleUploadedFile(name, data)} | given
    return browser.post(reverse(UPLOAD), given)


def kept():
    return ImportFile.objects.latest("pk")


def preview(browser):
    response = browser.get(reverse("admin:performance_importfile_change", args=[kept().pk]))
    assert response.status_code == 200
    return Page(response)


def decide(browser, button, **changes):
    """Press a button of the preview, with all that a browser would send."""
    page = preview(browser)
    address = reverse("admin:performance_importfile_change", args=[kept().pk])
    return browser.post(address, page.fields | {button: "x"} | changes)


def test_the_empty_list_says_what_to_do_and_the_workbook_can_be_had(ada):
    assert "No file has been imported yet." in Page(ada.get(reverse(LIST))).text
    response = ada.get(reverse("admin:performance_importfile_template"))
    assert response["Content-Disposition"] == 'attachment; filename="measures.xlsx"'
    assert response.content.startswith(b"PK")


def test_an_upload_shows_what_would_happen_and_changes_nothing(ada):
    response = upload(ada)
    assert response.status_code == 302
    page = preview(ada)
    assert "Nothing has been changed yet. This is what the file would do: 2 rows, 2 measures." in page.text
    assert "2 measures created" in page.text
    assert {"Where": "line 3, column “Nov 2020”"}.items() <= page.rows[0].items()
    assert "is a name where a figure belongs" in page.rows[0]["What"]
    assert not Measure.objects.filter(title="Calls answered").exists()
    assert bytes(kept().data) == TABLE


def test_saving_loads_it_and_lets_the_bytes_go(ada):
    upload(ada, source="Cabinet paper")
    assert decide(ada, "save").status_code == 302
    measure = Measure.objects.get(title="Calls answered")
    assert measure.submissions.get().source == "Cabinet paper"
    assert measure.submissions.get().created_by == world.person("ada")
    file = kept()
    assert (file.status, bytes(file.data)) == ("applied", b"")
    assert AuditEntry.objects.filter(
        subject_type="importfile", verb="imported", by=world.person("ada")
    ).exists()
    assert "Saved on" in preview(ada).text


def test_a_heading_that_was_not_understood_is_said_and_read_again(ada):
    upload(ada)
    page = preview(ada)
    assert "Headings that were not understood" in page.text
    name = next(own["name"] for tag, own in page.elements if tag == "select")
    decide(ada, "read_again", **{name: "Comparison: Colour"})
    assert kept().options["columns"] == {"Colour": "Comparison: Colour"}
    assert "1 comparison figures loaded" in preview(ada).text
    assert "Headings that were not understood" not in preview(ada).text
    decide(ada, "save")
    assert Measure.objects.get(title="Calls answered").comparison_figures.get().value == 75


def test_what_was_changed_on_the_page_is_looked_at_before_it_is_saved(ada):
    upload(ada)
    response = decide(ada, "save", directorate="Another")
    assert response.status_code == 302
    assert not Measure.objects.filter(title="Calls answered").exists()
    assert kept().options["directorate"] == "Another"
    assert "You changed how the file is read. Look at it again, and then save." in preview(ada).text
    decide(ada, "save")
    assert Measure.objects.get(title="Calls answered").directorate.name == "Another"


def test_a_file_is_thrown_away_without_a_trace_in_the_figures(ada):
    upload(ada)
    decide(ada, "throw_away")
    assert (kept().status, bytes(kept().data)) == ("discarded", b"")
    assert "was thrown away, and nothing was changed" in preview(ada).text
    assert not Measure.objects.filter(title="Calls answered").exists()


def test_pressing_save_twice_loads_once(ada):
    upload(ada)
    fields = preview(ada).fields | {"save": "x"}
    address = reverse("admin:performance_importfile_change", args=[kept().pk])
    ada.post(address, fields)
    response = ada.post(address, fields, follow=True)
    assert "This file was saved, thrown away or read anew since you opened the page." in Page(response).text
    assert Measure.objects.filter(title="Calls answered").count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7", "This is a PDF."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "protected by a password"),
        (as_csv(["Measure", "2019/20"], *([f"m{n}", "1"] for n in range(301))), "The file has 301 rows."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_the_error_summary(ada, data, sentence):
    response = upload(ada, data)
    page = Page(response)
    assert response.status_code == 200
    assert "There is a problem" in page.text
    assert sentence in page.text
    assert any(own.get("href") == "#id_file" for tag, own in page.elements if tag == "a")
    assert page.fields["directorate"] == "Customers"
    assert not ImportFile.objects.exists()


def test_a_period_that_is_none_is_refused_at_its_field(ada):
    page = Page(upload(ada, period="soon"))
    assert "“soon” is no period." in page.text
    assert any(own.get("href") == "#id_period" for tag, own in page.elements if tag == "a")


def test_a_file_with_nothing_in_it_that_is_understood_says_so(ada):
    upload(ada, as_csv(["x", "y"], ["1", "2"]))
    assert "Nothing: no row of the file could be used." in preview(ada).text


def test_texts_of_the_file_are_shown_and_never_run(ada):
    upload(ada, as_csv(["Measure", "Nov 2020"], ["<script>alert(1)</script>", "<b>5</b>x"]))
    html = ada.get(reverse("admin:performance_importfile_change", args=[kept().pk])).content.decode()
    assert "<script>alert" not in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize("name", ["olive", "mary", "petra", "clive"])
def test_nobody_but_administrators_brings_files_in(client, name):
    client.force_login(world.person(name))
    for page in (LIST, UPLOAD):
        assert client.get(reverse(page)).status_code == 302
    assert upload(client).status_code == 302
    assert not ImportFile.objects.exists()


# --- The verbs ---------------------------------------------------------------------------------------


def keep(now=None):
    given = {"directorate": "Customers"}
    return keeping.upload(name="t.csv", data=TABLE, given=given, by=world.person("ada"), now=now)


def test_files_that_nobody_decides_about_are_let_go_after_a_week():
    old = keep(now=timezone.now() - keeping.KEPT_FOR - timedelta(minutes=1))
    young = keep(now=timezone.now() - keeping.KEPT_FOR + timedelta(minutes=1))
    keep()
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.status, bytes(old.data)) == ("discarded", b"")
    assert (young.status, bytes(young.data)) == ("previewed", TABLE)


def test_of_two_at_once_one_is_told_that_the_other_was_first():
    file = keep()
    keeping.read_again(kept=file, given={}, columns={}, version=1, by=world.person("ada"))
    for verb in (keeping.save, keeping.throw_away):
        with pytest.raises(SomebodyElseWasFirst, match="since you opened the page"):
            verb(kept=file, version=1, by=world.person("ada"))


def test_a_file_is_not_read_in_a_way_that_reads_nothing():
    file = keep()
    with pytest.raises(NotComplete, match="no sheet"):
        keeping.read_again(kept=file, given={"sheet": "x"}, columns={}, version=1, by=world.person("ada"))
    file.refresh_from_db()
    assert file.version == 1


def test_the_digest_of_the_file_is_kept():
    assert re.fullmatch(r"[0-9a-f]{64}", keep().sha256)


def heading_field(page, text):
    """The name of the field that says what a heading is."""
    form = page.fields
    names = HeadingsForm(headings=kept().report["headings"]).texts
    [name] = [name for name, heading in names.items() if heading == text]
    assert name in form
    return name


def test_a_heading_without_a_period_is_given_one_beside_its_meaning(ada):
    upload(
        ada, as_csv(["Measure", "Aim", "This time", "Nov 2020"], ["Calls answered", "High", "81%", "77.4%"])
    )
    page = preview(ada)
    name = heading_field(page, "This time")
    assert f"{heading_field(page, 'Nov 2020')}_period" not in page.fields
    decide(ada, "read_again", **{name: "figure", f"{name}_period": "Oct 2020"})
    assert kept().options["columns"] == {"This time": "figure Oct 2020"}
    decide(ada, "save")
    figures = Measure.objects.get(title="Calls answered").submissions.order_by("period__start")
    assert [str(figure.period) for figure in figures] == ["October 2020", "November 2020"]


@pytest.mark.parametrize(
    ("chosen", "period", "words"),
    [
        ("figure", "soon", "“soon” is no period."),
        ("owner", "Oct 2020", "only figures and targets have a period"),
        ("", "Oct 2020", "only figures and targets have a period"),
    ],
)
def test_a_period_that_is_none_or_stands_beside_no_figure_is_refused(ada, chosen, period, words):
    upload(
        ada, as_csv(["Measure", "Aim", "This time", "Nov 2020"], ["Calls answered", "High", "81%", "77.4%"])
    )
    name = heading_field(preview(ada), "This time")
    response = decide(ada, "read_again", **{name: chosen, f"{name}_period": period})
    assert words in Page(response).text
    assert kept().options["columns"] == {}


def test_a_heading_with_another_ones_meaning_says_which_was_taken(ada):
    upload(ada, as_csv(["Measure", "Lead Officer", "Owner name", "Nov 2020"], ["Calls", "", "Ada", "5"]))
    assert "Means the same as “Lead Officer”, which was taken." in preview(ada).text
