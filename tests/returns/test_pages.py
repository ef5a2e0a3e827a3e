"""The returns' pages: downloading, uploading, the preview, the decision, and what is seen by nobody else."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from performance.models import MeasureRole, ReturnFile, Role, Submission
from tests import measuring, scene, world
from tests.page import Page
from tests.returns.files import Filled, filled, load, upload
from tests.returns.test_writing import own

pytestmark = pytest.mark.django_db

LIST = "/returns/"


def file_of(data, name="return.xlsx"):
    stream = io.BytesIO(data)
    stream.name = name
    return stream


def send(browser, data, name="return.xlsx"):
    return browser.post("/returns/upload/", {"file": file_of(data, name)}, follow=True)


def test_out_and_back_in_through_the_pages(as_person):
    browser = as_person("olive")
    page = Page(browser.get(LIST))
    ticked = {own["value"] for tag, own in page.elements if tag == "input" and "checked" in own}
    assert ticked == {str(world.november().pk), str(world.year_2020().pk)}

    answer = browser.get("/returns/download/", {"period": world.november().pk})
    assert answer["Content-Disposition"] == 'attachment; filename="return-november-2020.xlsx"'
    book = Filled(answer.content).put(scene.DRAFT, Figure=45.6).put(scene.SUBMITTED, Figure="about 50")
    preview = send(browser, book.saved())

    page = Page(preview)
    assert "1 row would change; 1 row cannot be loaded. Nothing has been saved yet." in page.text
    assert "empty → to 45.6%" in page.text
    assert "“about 50” is not a number." in page.text
    assert not Submission.objects.filter(period=world.november()).exists()

    done = browser.post(
        preview.request["PATH_INFO"] + "load/", {"version": page.fields["version"]}, follow=True
    )

    page = Page(done)
    assert "1 row was loaded as a draft; 1 row was not loaded." in page.text
    assert "Nothing is submitted yet." in page.text
    assert "Comment and submit them in the grid" in page.text
    [draft] = Submission.objects.filter(period=world.november())
    assert (str(draft.value), draft.status) == ("45.600000", "draft")


def test_several_periods_come_in_one_workbook(as_person):
    year = world.year_2020()
    answer = as_person("olive").get("/returns/download/", {"period": [world.november().pk, year.pk]})

    sheet = load_workbook(io.BytesIO(answer.content))["Figures"]
    assert {cell.value for cell in sheet["B"][1:]} == {"November 2020", "2020/21"}
    assert answer["Content-Disposition"] == 'attachment; filename="return-november-2020-and-1-more.xlsx"'


@pytest.mark.parametrize(
    ("query", "says"),
    [({}, "Choose at least one period."), ({"period": "999999"}, "takes no figures of yours any more")],
)
def test_a_period_has_to_be_chosen(as_person, query, says):
    response = as_person("olive").get("/returns/download/", query)

    assert response.status_code == 422
    assert says in Page(response).text


def test_without_a_period_that_takes_figures_it_says_what_to_wait_for(as_person):
    MeasureRole.objects.filter(person=world.person("oscar")).delete()
    own(measuring.measure("weekly-calls", frequency="weekly"), "oscar")

    text = Page(as_person("oscar").get(LIST)).text

    assert "No period takes figures of yours now. When one opens" in text
    assert "Nothing has been uploaded yet." in text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protected by a password"),
        (b"a,b\n1,2\n", "no sheet “Figures”"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field_and_not_kept(as_person, data, says):
    response = as_person("olive").post("/returns/upload/", {"file": file_of(data)})

    page = Page(response)
    assert response.status_code == 422
    assert says in page.text
    assert "There is a problem" in page.text
    assert ("a", {"href": "#id_file"}) in page.elements
    assert not ReturnFile.objects.exists()


@pytest.mark.wide
def test_emptied_cells_are_cleared_where_their_box_is_ticked(as_person):
    scene.enter(scene.DRAFT, "45.6", commentary_public="Words.")
    browser = as_person("olive")
    book = filled().put(scene.DRAFT, Figure=None)
    preview = send(browser, book.saved())
    assert "Clear what is empty in the file: Figure (45.6%)" in Page(preview).text

    browser.post(
        preview.request["PATH_INFO"] + "load/",
        {"version": "1", "clear": [str(book.line(scene.DRAFT)), "nonsense"]},
    )

    assert Submission.objects.get(measure__slug=scene.DRAFT, period=world.november()).value is None


def test_throwing_away_and_clicking_twice(as_person):
    browser = as_person("olive")
    first, second = (upload(filled().put(scene.DRAFT, Figure=45.6)) for _ in range(2))

    thrown = browser.post(f"/returns/{first.pk}/discard/", {"version": 1}, follow=True)
    too_late = browser.post(f"/returns/{first.pk}/load/", {"version": 1})
    answers = [browser.post(f"/returns/{second.pk}/load/", {"version": 1}).status_code for _ in range(2)]

    assert "was thrown away. Nothing was loaded." in Page(thrown).text
    assert too_late.status_code == 409
    assert "This return was loaded or thrown away since you opened the page." in Page(too_late).text
    assert answers == [302, 302]
    assert Submission.objects.filter(period=world.november()).count() == 1


def test_a_wrong_version_is_told_and_loads_nothing(as_person):
    kept = upload(filled().put(scene.DRAFT, Figure=45.6))

    response = as_person("olive").post(f"/returns/{kept.pk}/load/", {"version": "x"})

    assert response.status_code == 409
    assert not Submission.objects.filter(period=world.november()).exists()


def test_what_was_not_loaded_downloads_and_runs_nothing(as_person):
    book = filled().put(scene.DRAFT, Figure="about 50")
    number = book.line(scene.SUBMITTED)
    book.cell(scene.SUBMITTED, "Measure ID").value = "@SUM(1)"
    kept = load(upload(book))

    response = as_person("olive").get(f"/returns/{kept.pk}/refused.csv")

    heads, *lines = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert heads == ["Where", "Measure ID", "Measure", "Period", "What is wrong"]
    assert {tuple(line[:2]) for line in lines} == {
        (f"row {book.line(scene.DRAFT)}, column K", scene.DRAFT),
        (f"row {number}", "'@SUM(1)"),
    }


@pytest.mark.wide
def test_the_list_says_what_each_upload_did_filters_and_downloads(as_person):
    load(upload(filled().put(scene.DRAFT, Figure=45.6), name="first.xlsx"))
    upload(filled().put(scene.SUBMITTED, Figure=50), name="second.xlsx")
    browser = as_person("olive")
    same = filled().sheet.max_row - 2

    rows = Page(browser.get(LIST)).rows
    kept = Page(browser.get(LIST, {"state": "applied", "q": "FIRST"})).column("File")
    exported = browser.get(LIST, {"_export": "csv"}).content.decode()

    assert [(row["File"], row["State"], row["What it did"]) for row in rows] == [
        ("second.xlsx", "Previewed", f"1 would change, {same} unchanged."),
        ("first.xlsx", "Loaded", f"1 loaded, {same} unchanged."),
    ]
    assert kept == ["first.xlsx"]
    assert "second.xlsx" in exported


def test_a_provider_is_told_that_owners_submit(as_person):
    kept = load(upload(filled("dan").put(scene.DRAFT, Figure=45.6), "dan"), "dan")

    text = Page(as_person("dan").get(f"/returns/{kept.pk}/")).text

    assert "Their owners comment on these drafts and submit them." in text
    assert "Comment and submit them" not in text


# --- What is seen by nobody else --------------------------------------------------------------------------


def seen_by(client, who, kept):
    client.force_login(world.person(who))
    pages = [LIST, f"{LIST}?_export=csv", f"/returns/{kept.pk}/", f"/returns/{kept.pk}/refused.csv"]
    return any("confidential" in client.get(page).content.decode(errors="replace") for page in pages)


@pytest.mark.wide
def test_a_return_is_read_by_who_uploaded_it_and_by_officers_of_all_its_figures(client):
    book = filled("dan").put(scene.DRAFT, Commentary_for_publication="confidential words")
    kept = upload(book.put(scene.LIBRARIES, Figure="confidential"), "dan", name="confidential.xlsx")
    others = ("olive", "oscar", "dee", "mary", "marcus", "stella", "clive", "dora", "ada", "nick")

    assert {who for who in (*others, "dan", "petra") if seen_by(client, who, kept)} == {"dan", "petra"}

    adults = Role.objects.filter(person=world.person("petra"), kind=Role.Kind.OFFICER)
    measure = world.measure(scene.DRAFT)
    adults.update(directorate=measure.directorate)
    assert seen_by(client, "petra", kept)
    adults.update(service=measure.service)  # the libraries are another service
    assert not seen_by(client, "petra", kept)
    adults.update(service=None, directorate=world.measure(scene.CHILDREN).directorate)
    assert not seen_by(client, "petra", kept)


def test_an_officer_reads_and_does_not_decide(as_person):
    kept = upload(filled().put(scene.DRAFT, Figure=45.6))

    page = Page(as_person("petra").get(f"/returns/{kept.pk}/"))

    assert "1 row would change." in page.text
    assert "Load 1 row" not in page.text
    assert "Throw this upload away" not in page.text


@pytest.mark.wide
def test_the_list_costs_the_same_queries_for_one_upload_and_for_several(as_person):
    browser = as_person("olive")

    def queries():
        with CaptureQueriesContext(connection) as caught:
            browser.get(LIST)
        return len(caught)

    data = filled().put(scene.DRAFT, Figure=45.6).saved()
    upload(data)
    one = queries()
    for number in range(3):
        upload(data, name=f"{number}.xlsx")

    assert queries() == one


@pytest.mark.wide
def test_an_emptied_cell_of_a_figure_that_is_not_with_its_owner_is_refused_and_not_unchanged(as_person):
    scene.figures_at_every_stage()
    book = filled().put(scene.APPROVED, Figure=None).put(scene.SUBMITTED, Figure=None)

    page = Page(send(as_person("olive"), book.saved()))

    assert "No row would change; 2 rows cannot be loaded." in page.text
    assert (
        "This figure is approved, and an empty cell does not take it away. Correct it on its page."
        in page.text
    )
    assert "This figure was submitted by Olive Owner and awaits approval." in page.text
