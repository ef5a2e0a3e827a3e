"""What a returned file would change, row by row: what is read, what is refused and where it says so."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl.styles import numbers

from performance import access, workflow
from performance.models import AuditEntry, Measure, MeasureRole, Submission
from performance.refusals import NotComplete
from performance.returns import expected, keeping
from performance.returns.writing import workbook
from tests import measuring, restated, scene, world
from tests.imports.files import as_xlsx
from tests.returns.files import Filled, changes, filled, load, problems, rows_of, upload
from tests.returns.test_writing import own

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

RATE = "admissions-65-plus"


def refusal(kept, slug):
    [(_, sentence)] = problems(kept, slug)
    return sentence


# --- What is read -------------------------------------------------------------------------------------


def test_a_return_that_nobody_filled_in_changes_nothing():
    scene.figures_at_every_stage()
    book = filled()

    kept = upload(book)

    assert kept.report["rows"] == []
    assert kept.report["same"] == book.sheet.max_row - 1


@pytest.mark.parametrize(
    ("typed", "now"),
    [
        (45.678, "45.678%"),
        ("45.6%", "45.6%"),
        (" 45.60 ", "45.6%"),
        (0, "0.0%"),
        ("0", "0.0%"),
    ],
)
def test_a_figure_is_read_as_the_form_reads_it(typed, now):
    kept = upload(filled().put(scene.DRAFT, Figure=typed))

    assert changes(kept, scene.DRAFT) == [("Figure", "", now)]
    assert not Submission.objects.filter(period=world.november()).exists()


@pytest.mark.parametrize("typed", ["", " ", "-", "–", "n/a", "N/A", None])
def test_an_empty_cell_is_no_figure_and_changes_nothing(typed):
    kept = upload(filled().put(scene.DRAFT, Figure=typed))

    assert kept.report["counts"]["change"] == kept.report["counts"]["refused"] == 0


def test_a_percentage_by_its_format_is_recognised_and_said():
    book = filled().put(scene.DRAFT, Figure=0.456)
    book.cell(scene.DRAFT, "Figure").number_format = numbers.FORMAT_PERCENTAGE_00

    kept = upload(book)

    assert changes(kept, scene.DRAFT) == [("Figure", "", "45.6%")]
    [notice] = rows_of(kept)[scene.DRAFT]["notices"]
    assert notice["sentence"] == "The cell is formatted as a percentage: 45.6% was read."


def test_numerator_denominator_forecast_reason_outlook_date_and_texts():
    book = filled().put(
        RATE,
        Numerator="460",
        Denominator="144,892",
        Figure="317.5",
        Forecast=690,
        Outlook_for_the_year="off target, actions in place",
        Commentary_for_publication="One.\nTwo.",
    )
    book.put(
        scene.DRAFT,
        Reason_for_none="Due on a date",
        Figure_is_due_on=date(2021, 3, 31),
        In_your_own_words="After the census.",
    )

    kept = upload(book)

    assert changes(kept, RATE) == [
        ("Numerator", "", "460"),
        ("Denominator", "", "144,892"),
        ("Forecast", "", "690.0"),
        ("Outlook for the year", "", "Off target, actions in place"),
        ("Commentary for publication", "", "One.\nTwo."),
    ]
    assert changes(kept, scene.DRAFT) == [
        ("Reason for none", "", "Due on a date"),
        ("In your own words", "", "After the census."),
        ("Figure is due on", "", "31 March 2021"),
    ]


@pytest.mark.parametrize("stated", [317.5, "317", "317.478"])
def test_a_stated_figure_that_its_two_parts_make_is_no_matter(stated):
    kept = upload(filled().put(RATE, Numerator=460, Denominator=144892, Figure=stated))

    assert changes(kept, RATE) == [("Numerator", "", "460"), ("Denominator", "", "144,892")]


def test_a_stated_figure_that_its_two_parts_do_not_make_is_wrong_at_its_cell():
    book = filled().put(RATE, Numerator=460, Denominator=144892, Figure=371.5)

    [(place, sentence)] = problems(upload(book), RATE)

    assert place == f"row {book.line(RATE)}, column K"
    assert sentence.startswith("371.5 per 100,000 is printed, but 460 of 144,892 is 317.5 per 100,000.")


def test_a_slip_of_a_place_is_asked_about_and_loaded():
    measure = own(measuring.measure("visits-counted", compared_with="last_period"))
    measuring.figures(measure, date(2020, 4, 1), [1000, 1010, 990, 1005, 1020, 995, 1000])

    kept = load(upload(filled().put(measure.slug, Figure=10050)))

    row = rows_of(kept, "loaded")[measure.slug]
    assert any("1,005" in sentence for sentence in row["warnings"])


def test_a_stated_figure_alone_is_not_passed_over():
    kept = upload(filled().put(RATE, Figure=317.5))

    [(place, sentence)] = problems(kept, RATE)
    assert "give both, or empty this cell" in sentence
    assert place.endswith("column K")


def test_parts_and_breakdowns_come_from_their_sheet():
    homes = own(measuring.composition())
    book = filled()
    for code, count in {"inadequate": 4, "improve": "0", "good": 193}.items():
        book.part(homes.slug, code).value = count

    kept = load(upload(book))

    assert [c["label"] for c in rows_of(kept)[homes.slug]["changes"]] == [
        "Rating: Inadequate",
        "Rating: Improve",
        "Rating: Good",
    ]
    assert Submission.objects.get(measure=homes).parts == {"good": "193", "improve": "0", "inadequate": "4"}


def test_columns_may_be_moved_added_or_left_out_and_it_says_so():
    scene.enter(scene.DRAFT, "45.6", commentary_public="It stays.")
    book = filled()
    sheet = book.sheet
    for column in sheet.column_dimensions.values():
        column.hidden = False
    sheet.delete_cols(book.column("Commentary for publication"))
    sheet.insert_cols(1)
    sheet["A1"] = "My notes"
    sheet.insert_rows(2, 3)  # empty rows
    book.put(scene.DRAFT, Figure=46.1)

    kept = upload(book)

    assert changes(kept, scene.DRAFT) == [("Figure", "45.6%", "46.1%")]
    assert kept.report["notices"] == [
        "Sheet “Figures”: the column “Commentary for publication” is not in the file; what is held there "
        "stays as it is.",
        "Sheet “Figures”: the column “My notes” is not part of a return, and not read.",
    ]


def test_hidden_rows_and_columns_are_read_and_said():
    book = filled().put(scene.DRAFT, Figure=46.1)
    line = book.line(scene.DRAFT)
    book.sheet.row_dimensions[line].hidden = True
    book.sheet.column_dimensions["K"].hidden = True

    kept = upload(book)

    assert changes(kept, scene.DRAFT) == [("Figure", "", "46.1%")]
    assert kept.report["notices"] == [
        "Sheet “Figures”: the column “Figure” is hidden in the file, and read all the same.",
        f"Sheet “Figures”: hidden or filtered rows were read all the same: {line}.",
    ]


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-8", ";"), ("cp1252", ","), ("utf-16", "\t")]
)
def test_the_sheet_of_figures_is_read_as_a_text_file_too(encoding, delimiter):
    book = filled().put(scene.DRAFT, Figure="45.6%", Commentary_for_publication="Café: £5, “well”")

    kept = upload(book.as_csv(encoding, delimiter), name="return.csv")

    assert changes(kept, scene.DRAFT) == [
        ("Figure", "", "45.6%"),
        ("Commentary for publication", "", "Café: £5, “well”"),
    ]
    guessed = [text for text in kept.report["notices"] if "Windows-1252" in text]
    assert len(guessed) == (encoding == "cp1252")


def test_a_period_as_spreadsheet_programs_show_it_is_the_same_period():
    kept = upload(filled().put(scene.DRAFT, Figure=45.6, Period="Nov-20"))

    assert changes(kept, scene.DRAFT) == [("Figure", "", "45.6%")]


# --- What is cleared ----------------------------------------------------------------------------------


def test_a_cleared_cell_asks_and_stays_where_nobody_says_so():
    scene.enter(scene.DRAFT, "45.6", commentary_public="Words.")
    book = filled().put(scene.DRAFT, Figure=None, Outlook_for_the_year="On track")

    kept = load(upload(book))

    row = rows_of(kept, "loaded")[scene.DRAFT]
    assert [(c["label"], c["was"]) for c in row["kept"]] == [("Figure", "45.6%")]
    draft = Submission.objects.get(measure__slug=scene.DRAFT, period=world.november())
    assert (draft.value, draft.outlook) == (D("45.6"), "on_track")


def test_a_cleared_cell_is_cleared_where_somebody_says_so():
    scene.enter(scene.DRAFT, "45.6", commentary_public="Words.")
    book = filled().put(scene.DRAFT, Figure=None)
    kept = upload(book)
    assert rows_of(kept)[scene.DRAFT]["asks"] == "Figure (45.6%)"

    left = rows_of(load(kept, clear=()), "left")
    kept = load(upload(book), clear={book.line(scene.DRAFT)})

    assert list(left) == [scene.DRAFT]
    assert list(rows_of(kept, "loaded")) == [scene.DRAFT]
    draft = Submission.objects.get(measure__slug=scene.DRAFT, period=world.november())
    assert (draft.value, draft.commentary_public) == (None, "Words.")


def test_a_numerator_and_denominator_that_are_cleared_leave_no_figure_behind():
    scene.enter(RATE, None, numerator=D(460), denominator=D(144892))
    book = filled().put(RATE, Numerator=None, Denominator=None)

    load(upload(book), clear={book.line(RATE)})

    draft = Submission.objects.get(measure__slug=RATE, period=world.november())
    assert (draft.value, draft.numerator, draft.denominator) == (None, None, None)


def test_a_reason_takes_the_place_of_a_figure_and_a_figure_that_of_a_reason():
    scene.enter(scene.DRAFT, "45.6")
    scene.enter(
        scene.RETURNED, None, absence="due_on", absence_due_on=date(2021, 3, 31), absence_note="Late."
    )
    book = filled().put(scene.DRAFT, Figure=None, Reason_for_none="Suppressed")
    book.put(scene.RETURNED, Figure=79.7, Reason_for_none=None, Figure_is_due_on=None, In_your_own_words=None)

    kept = upload(book)
    assert [row["asks"] for row in rows_of(kept, "change").values()] == ["", ""]
    load(kept)

    drafts = {s.measure.slug: s for s in Submission.objects.filter(period=world.november())}
    assert (drafts[scene.DRAFT].value, drafts[scene.DRAFT].absence) == (None, "suppressed")
    put_in = drafts[scene.RETURNED]
    assert (put_in.value, put_in.absence, put_in.absence_due_on, put_in.absence_note) == (
        D("79.7"),
        "",
        None,
        "",
    )


# --- What is wrong in a cell ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("=44+1", "holds a formula (=44+1). Copy it and paste it as a value"),
        (date(2020, 11, 12), "holds a date (2020-11-12)"),
        (True, "holds TRUE"),
        ("about 45", "is not a number"),
        ("Not published", "A reason for none goes under “Reason for none”"),
        ("45,6", "is not a number"),
        (104, "between 0 and 100"),
    ],
)
def test_what_is_no_figure_is_named_at_its_cell(typed, says):
    book = filled().put(scene.DRAFT, Figure=typed, Commentary_for_publication="Not half of it.")

    kept = upload(book)

    [(place, sentence)] = problems(kept, scene.DRAFT)
    assert place == f"row {book.line(scene.DRAFT)}, column K"
    assert says in sentence
    load(kept)
    assert not Submission.objects.filter(period=world.november()).exists()


def test_an_error_of_the_spreadsheet_is_named():
    book = filled().put(scene.DRAFT, Figure="#N/A")
    book.cell(scene.DRAFT, "Figure").data_type = "e"

    assert refusal(upload(book), scene.DRAFT).startswith("This cell shows the error #N/A.")


@pytest.mark.parametrize(
    ("heading", "typed", "says"),
    [
        ("Outlook for the year", "fine", "“fine” is none of the choices: “On track”"),
        ("Reason for none", "lost", "none of the choices"),
        ("Figure is due on", "soon", "Enter a date such as 31 3 2021."),
        ("Numerator", 5, "takes the figure itself"),
        ("Forecast", 5, "“Forecast” is not asked of this measure"),
        ("In your own words", "x" * 251, "at most 250 characters"),
        ("Commentary for publication", "x" * 4001, "at most 4000 characters"),
    ],
)
def test_what_does_not_belong_in_a_cell_is_refused(heading, typed, says):
    book = filled().put(scene.DRAFT, Figure=45.6)
    book.cell(scene.DRAFT, heading).value = typed

    assert says in refusal(upload(book), scene.DRAFT)


def test_a_percentage_where_a_count_belongs_is_refused():
    book = filled().put(RATE, Numerator=0.456, Denominator=100)
    book.cell(RATE, "Numerator").number_format = "0.0%"

    assert "is a percentage (45.6%), and this is none" in refusal(upload(book), RATE)


def test_merged_cells_are_named_and_every_row_of_them_is_refused():
    book = filled().put(scene.DRAFT, Figure=45.6)
    first = book.line(scene.DRAFT)
    book.sheet.merge_cells(f"K{first}:K{first + 1}")

    kept = upload(book)

    assert f"The cells K{first} to K{first + 1} are merged" in refusal(kept, scene.DRAFT)
    assert kept.report["counts"]["refused"] == 2


def test_what_contradicts_itself_is_wrong_and_what_is_missing_is_not():
    measure = own(measuring.measure("reviews", "percent", entry="fraction", aggregation="fraction"))
    above = filled().put(measure.slug, Numerator=2502, Denominator=1089)
    alone = filled().put(measure.slug, Numerator=1089)

    assert "above the denominator" in refusal(upload(above), measure.slug)
    row = rows_of(upload(alone), "change")[measure.slug]
    assert row["missing"] == ["Enter the denominator as well, or clear both."]


def test_letters_of_another_alphabet_are_asked_about():
    kept = upload(filled().put(scene.DRAFT, Figure=45.6, Commentary_for_publication="Ѕee 1С1А."))

    assert any("CYRILLIC" in sentence for sentence in rows_of(kept)[scene.DRAFT]["warnings"])


# --- Whose row it is ------------------------------------------------------------------------------------


def test_a_row_without_the_right_to_it_says_no_more_than_one_that_is_not_there():
    book = filled().put(scene.DRAFT, Figure=45.6)
    for number, slug in enumerate((scene.CHILDREN, "no-such-measure", scene.LIBRARIES), 2):
        book.sheet.cell(number, 1).value = slug
        book.sheet.cell(number, 4).value = None

    kept = upload(book)

    assert (
        refusal(kept, scene.CHILDREN) == f"There is no measure “{scene.CHILDREN}” that you enter figures for."
    )
    assert (
        refusal(kept, "no-such-measure")
        == "There is no measure “no-such-measure” that you enter figures for."
    )
    assert (
        refusal(kept, scene.LIBRARIES) == f"“{scene.LIBRARIES}” is not a measure that you enter figures for."
    )
    assert "Children in care" not in str(kept.report)


def test_columns_that_were_sorted_without_the_others_are_noticed():
    book = filled()
    first, second = book.line(scene.DRAFT), book.line(scene.SUBMITTED)
    for number in (1, 3):
        one, other = book.sheet.cell(first, number), book.sheet.cell(second, number)
        one.value, other.value = other.value, one.value

    kept = upload(book)

    assert kept.report["counts"] == {"change": 0, "loaded": 0, "left": 0, "refused": 2}
    assert "sorted without the others" in refusal(kept, scene.DRAFT)


@pytest.mark.parametrize(
    ("heading", "typed", "says"),
    [
        ("Period", "November 2019", "made for November 2020 and now says “November 2019”"),
        ("Period", "December 2020", "made for November 2020 and now says “December 2020”"),
        ("Period", None, "now says none"),
        ("Version", None, "cannot be read"),
        ("Version", "r1 v1", "cannot be read"),
        ("Version", "2020-11-31 new", "cannot be read"),
        ("Version", "1999-11-01 new", "There is no period"),
        ("Measure ID", None, "does not say whose it is"),
        ("Measure ID", "=A1", "holds a formula"),
    ],
)
def test_keys_that_were_changed_are_refused(heading, typed, says):
    book = filled().put(scene.DRAFT, Figure=45.6)
    book.cell(scene.DRAFT, heading).value = typed

    [row] = upload(book).report["rows"]

    assert row["state"] == "refused"
    assert says in row["problems"][0]["sentence"]


def test_a_row_twice_is_refused_twice():
    book = filled().put(scene.DRAFT, Figure=45.6)
    line, last = book.line(scene.DRAFT), book.sheet.max_row + 1
    for number in range(1, 12):
        book.sheet.cell(last, number).value = book.sheet.cell(line, number).value

    kept = upload(book)

    sentences = [found["sentence"] for row in kept.report["rows"] for found in row["problems"]]
    assert sentences == [
        f"The same measure and period stand in row {last} too. Remove one of them.",
        f"The same measure and period stand in row {line} too. Remove one of them.",
    ]


def test_parts_without_their_row_are_named():
    homes = own(measuring.composition())
    book = filled()
    book.part(homes.slug, "good").value = 193
    book.sheet.delete_rows(book.line(homes.slug))

    kept = upload(book)

    [row] = kept.report["rows"]
    assert row["problems"] == [
        {"place": "Parts, row 4", "sentence": "There is no row for it on the sheet “Figures”."}
    ]


@pytest.mark.parametrize(
    ("heading", "says"),
    [
        ("Version", "no column “Version”"),
        ("Measure ID", "no column “Measure ID”"),
    ],
)
def test_a_missing_heading_is_named(heading, says):
    book = filled().put(scene.DRAFT, Figure=45.6)
    book.sheet.cell(1, book.column(heading)).value = "Something else"

    with pytest.raises(NotComplete, match=says):
        upload(book)


def test_a_heading_twice_is_refused():
    book = filled().put(scene.DRAFT, Figure=45.6)
    book.sheet.cell(1, book.column("Forecast")).value = "Figure"

    with pytest.raises(NotComplete, match="two columns “Figure”"):
        upload(book)


def test_another_workbook_is_no_return():
    with pytest.raises(NotComplete, match="no sheet “Figures”"):
        upload(as_xlsx(One=[["Measure", "Figure", "Target"], ["Visits", 3, 4]]))


def test_more_rows_than_are_read_at_once_are_refused():
    book = filled()
    for number in range(1_001):
        book.sheet.append([f"measure-{number}", "November 2020", "2020-11-01 new"])

    with pytest.raises(NotComplete, match="at most 1,000"):
        upload(book)


# --- What may not be changed now --------------------------------------------------------------------------


def test_a_stale_row_says_who_was_first_and_overwrites_nothing():
    scene.enter(scene.DRAFT, "45.6")
    book = filled().put(scene.DRAFT, Figure=46.1)
    scene.enter(scene.DRAFT, "44.0", by=world.person("dee"))

    kept = load(upload(book))

    sentence = refusal(kept, scene.DRAFT)
    assert sentence.startswith("Dee Deputy changed this figure on ")
    assert "after the file was made. Download the return again" in sentence
    assert Submission.objects.get(measure__slug=scene.DRAFT, period=world.november()).value == D("44.0")


def test_a_stale_row_that_was_left_empty_or_says_the_same_is_no_matter():
    empty = filled()
    scene.enter(scene.DRAFT, "45.6")
    same = filled()
    scene.enter(scene.DRAFT, "45.6", commentary_public="More.")
    same.put(scene.DRAFT, Commentary_for_publication="More.")

    assert upload(empty).report["rows"] == upload(same).report["rows"] == []


def test_submitted_and_approved_figures_are_withdrawn_or_reopened_first():
    scene.figures_at_every_stage()
    book = filled().put(scene.SUBMITTED, Figure=11).put(scene.APPROVED, Figure=12)

    kept = upload(book)

    assert refusal(kept, scene.SUBMITTED).startswith("This figure was submitted by Olive Owner and awaits")
    assert refusal(kept, scene.APPROVED).startswith("This figure is in force. Reopen it with a reason")


def test_returned_and_reopened_figures_are_loaded():
    scene.figures_at_every_stage()
    book = filled().put(scene.RETURNED, Figure=11).put(scene.REVISED, Figure=12)

    assert set(rows_of(load(upload(book)), "loaded")) == {scene.RETURNED, scene.REVISED}


def test_a_period_that_has_closed_and_a_measure_that_is_retired_are_refused_by_the_verb():
    book = filled().put(scene.DRAFT, Figure=45.6)
    late = upload(book, today=date(2022, 3, 1))
    Measure.objects.filter(slug=scene.DRAFT).update(state="retired")
    retired = upload(book)

    assert refusal(late, scene.DRAFT).startswith("November 2020 closed for figures on")
    assert refusal(retired, scene.DRAFT) == "This measure is retired and takes no more figures."
    assert not AuditEntry.objects.filter(subject_type="submission", verb="saved").exists()


def test_a_figure_reopened_after_its_period_closed_is_loaded():
    day = date(2021, 2, 10)
    first = scene.approve(scene.submit(scene.enter(scene.APPROVED, "54.0")), world.person("mary"))
    workflow.reopen(submission=first, reason="Late cases.", by=world.person("olive"), today=day)
    items = [
        item for item in expected.of(world.person("olive"), today=day) if item.period == world.november()
    ]
    book = Filled(workbook(items, person=world.person("olive"), council="Sample", today=day))

    kept = load(upload(book.put(scene.APPROVED, Figure=54.4), today=day), today=day)

    assert changes(kept, scene.APPROVED) == [("Figure", "54.0%", "54.4%")]
    assert list(rows_of(kept, "loaded")) == [scene.APPROVED]


def test_a_figure_of_a_set_of_corrections_moves_with_its_set():
    visits = restated.visits_of("visits-restated")
    made = restated.submit([restated.revision(visits, restated.MAY, 104)])
    restated.send_back(made)
    items = [item for item in expected.of(world.person("olive"), today=world.TODAY) if item.measure == visits]
    items = [item for item in items if item.period.start == restated.MAY]
    book = Filled(workbook(items, person=world.person("olive"), council="Sample", today=world.TODAY))

    kept = upload(book.put(visits.slug, Figure=120))

    assert "is part of a set of corrections" in refusal(kept, visits.slug)


def test_a_measure_that_is_not_reported_for_the_period_any_more_is_refused():
    book = filled().put(scene.DRAFT, Figure=45.6)
    Measure.objects.filter(slug=scene.DRAFT).update(active_to=date(2020, 10, 31))

    assert refusal(upload(book), scene.DRAFT) == "This measure has no figure for November 2020."


def test_a_right_that_was_taken_away_after_the_preview_is_gone():
    kept = upload(filled().put(scene.DRAFT, Figure=45.6).put(scene.SUBMITTED, Figure=50))
    MeasureRole.objects.filter(measure__slug=scene.DRAFT, person=world.person("olive")).delete()

    kept = load(kept)

    assert set(rows_of(kept, "loaded")) == {scene.SUBMITTED}
    assert "not a measure that you enter figures for" in refusal(kept, scene.DRAFT)


def test_a_provider_loads_drafts_of_many_owners_and_submits_none():
    book = filled("dan").put(scene.DRAFT, Figure=45.6).put(scene.LIBRARIES, Figure=60)

    kept = load(upload(book, "dan"), "dan")

    assert set(rows_of(kept, "loaded")) == {scene.DRAFT, scene.LIBRARIES}
    drafts = Submission.objects.filter(period=world.november())
    assert {draft.status for draft in drafts} == {"draft"}
    assert not access.may_submit(world.person("dan"), world.measure(scene.DRAFT))


def test_the_number_of_queries_does_not_grow_with_the_rows():
    def queries(*slugs):
        book = filled()
        for slug in slugs:
            book.put(slug, Figure=45.6)
        data = book.saved()
        with CaptureQueriesContext(connection) as caught:
            kept = keeping.upload(name="r.xlsx", data=data, by=world.person("olive"), today=world.TODAY)
        assert kept.report["counts"]["change"] == len(slugs)
        return len(caught)

    assert queries(scene.DRAFT) == queries(scene.DRAFT, scene.SUBMITTED, scene.RETURNED, scene.APPROVED)


def test_loading_goes_through_the_verb_with_its_trail():
    kept = load(upload(filled().put(scene.DRAFT, Figure=45.6)))

    trail = AuditEntry.objects.filter(at__gte=kept.uploaded_at).order_by("pk")
    assert [(entry.verb, entry.subject_type, entry.by.name) for entry in trail] == [
        ("return uploaded", "returnfile", "Olive Owner"),
        ("saved", "submission", "Olive Owner"),
        ("return loaded", "returnfile", "Olive Owner"),
    ]
    assert trail[2].after == {"loaded": 1, "left": 0, "refused": 0, "unchanged": kept.report["same"]}
    [draft] = Submission.objects.filter(period=world.november())
    assert (draft.status, draft.value) == ("draft", D("45.6"))
