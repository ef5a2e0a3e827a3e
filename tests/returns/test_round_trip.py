"""Out and back in: whatever valid content is typed into a return is what the drafts hold, and no more."""

import shutil
import subprocess
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from performance.forms.entry import initial_of
from performance.models import Category, Dimension, Measure, Submission
from tests import measuring, scene, world
from tests.needs import need
from tests.returns.files import filled, load, rows_of, upload
from tests.returns.test_writing import own

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

SHARE, COUNT, HOMES, MONEY = "share-of-reviews", "visits-made", "care-homes-rated", "spend"
CODES = ("inadequate", "improve", "good")
# What may stand in a cell: no control characters, and a line break is one character.
WORDS = st.text(
    st.characters(
        min_codepoint=32, max_codepoint=0x24F, exclude_characters="\x7f", exclude_categories=("Cc", "Cs")
    ),
    max_size=60,
).map(str.strip)


def figures(places, most):
    return st.decimals(0, most, places=places, allow_nan=False, allow_infinity=False)


def either(figure):
    """A figure or a reason for none."""
    reason = st.fixed_dictionaries({"Reason for none": st.sampled_from(sorted(Submission.Absence.labels))})
    return st.one_of(figure, reason.flatmap(_with_day))


def _with_day(cells):
    if cells["Reason for none"] != Submission.Absence.DUE_ON.label:
        return st.just(cells)
    days = st.integers(0, 700).map(lambda n: date(2020, 12, 1) + timedelta(days=n))
    return days.map(lambda day: {**cells, "Figure is due on": day})


beside = st.fixed_dictionaries(
    {},
    optional={
        "Outlook for the year": st.sampled_from(sorted(Submission.Outlook.labels)),
        "Commentary for publication": WORDS,
        "Internal commentary": WORDS,
        "In your own words": WORDS,
    },
)
shares = either(
    st.tuples(st.integers(0, 5000), st.integers(1, 5000)).map(
        lambda pair: {"Numerator": min(pair), "Denominator": max(*pair, 1)}
    )
)
counts = either(st.integers(0, 10**9).map(lambda count: {"Figure": count}))
money = either(figures(2, 10**8).map(lambda figure: {"Figure": figure}))
percents = either(figures(4, 100).map(lambda figure: {"Figure": figure}))
parts = st.lists(st.integers(0, 500), min_size=3, max_size=3)
rows = st.fixed_dictionaries(
    {},
    optional={
        SHARE: st.tuples(shares, beside),
        COUNT: st.tuples(counts, beside),
        MONEY: st.tuples(money, beside),
        scene.DRAFT: st.tuples(percents, beside),
    },
)
FIELDS = {
    "Figure": "value",
    "Numerator": "numerator",
    "Denominator": "denominator",
    "Reason for none": "absence",
    "Figure is due on": "absence_due_on",
    "Outlook for the year": "outlook",
    "Commentary for publication": "commentary_public",
    "Internal commentary": "commentary_internal",
    "In your own words": "absence_note",
}


@pytest.fixture
def measures():
    """Measures of every kind of entry that Olive owns, beside the demonstration's."""
    own(measuring.measure(SHARE, "percent", entry="fraction", aggregation="fraction"))
    own(measuring.measure(COUNT))
    own(measuring.measure(MONEY, "money", scale="m", decimals=1))
    return own(measuring.composition(HOMES))


def expected_of(cells):
    """What a draft holds by the form's fields, from what was typed."""
    held = {}
    for heading, value in cells.items():
        if heading == "Reason for none":
            value = next(choice.value for choice in Submission.Absence if choice.label == value)
        if heading == "Outlook for the year":
            value = next(choice.value for choice in Submission.Outlook if choice.label == value)
        if isinstance(value, int):
            value = D(value)
        if value != "":
            held[FIELDS[heading]] = value
    return held


def held_of(submission):
    held = {name: value for name, value in initial_of(submission).items() if value not in (None, "")}
    if submission.measure.entry == Measure.Entry.FRACTION:
        held.pop("value", None)  # worked out
    return {name: value for name, value in held.items() if name not in ("version", "parts", "breakdown")}


@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(typed=rows, rated=st.one_of(st.none(), parts))
def test_what_is_typed_is_previewed_and_held(measures, typed, rated):
    with transaction.atomic():
        _round_trip(typed, rated)
        transaction.set_rollback(True)


def _round_trip(typed, rated):
    book, wanted = filled(), {}
    for slug, (figure, more) in typed.items():
        cells = figure | {
            k: v for k, v in more.items() if k != "In your own words" or "Reason for none" in figure
        }
        for heading, value in cells.items():
            cell = book.cell(slug, heading)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
        if any(value != "" for value in cells.values()):
            wanted[slug] = expected_of(cells)
    if rated is not None:
        for code, count in zip(CODES, rated, strict=True):
            book.part(HOMES, code).value = count
        wanted[HOMES] = {f"parts.{code}": D(count) for code, count in zip(CODES, rated, strict=True)}

    kept = upload(book)
    previewed = {slug: {c["now"] for c in row["changes"]} for slug, row in rows_of(kept, "change").items()}
    loaded = load(kept)

    assert kept.report["counts"]["refused"] == 0, kept.report["rows"]
    assert set(previewed) == set(wanted) == set(rows_of(loaded, "loaded"))
    drafts = Submission.objects.filter(period=world.november()).with_make_up()
    assert {draft.measure.slug: held_of(draft) for draft in drafts} == wanted
    # And downloaded again it says the same.
    assert upload(filled()).report["rows"] == []


def test_a_breakdown_comes_back_in_its_own_unit(measures):
    spend = world.measure(MONEY)
    dimension = Dimension.objects.create(measure=spend, code="area", name="Area", must_add_up=False)
    for position, code in enumerate(("north", "south")):
        Category.objects.create(dimension=dimension, code=code, name=code.title(), position=position)
    book = filled().put(MONEY, Figure=1_200_000)
    book.part(MONEY, "north").value = "£0.7m"
    book.part(MONEY, "south").value = 500_000

    load(upload(book))

    draft = Submission.objects.get(measure=spend)
    assert (draft.value, draft.breakdown) == (D(1_200_000), {"area": {"north": "700000", "south": "500000"}})


def test_a_return_that_libreoffice_saved_says_the_same(measures, tmp_path):
    need("soffice", "LibreOffice is not installed")
    scene.enter(scene.DRAFT, "45.6", commentary_public="=1+1 is a text\nwith two lines – and £5")
    book = filled().put(SHARE, Numerator=1089, Denominator=2502, Outlook_for_the_year="On track")
    book.part(HOMES, "good").value = 193
    book.cell(COUNT, "Reason for none").value = "Due on a date"
    book.cell(COUNT, "Figure is due on").value = date(2021, 3, 31)
    (tmp_path / "return.xlsx").write_bytes(book.saved())
    command = [shutil.which("soffice"), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "saved")]
    subprocess.run([*command, str(tmp_path / "return.xlsx")], check=True, capture_output=True, timeout=120)

    kept = upload((tmp_path / "saved" / "return.xlsx").read_bytes())

    assert kept.report["counts"]["refused"] == 0
    assert {
        slug: [(c["label"], c["now"]) for c in row["changes"]] for slug, row in rows_of(kept).items()
    } == {
        COUNT: [("Reason for none", "Due on a date"), ("Figure is due on", "31 March 2021")],
        HOMES: [("Rating: Good", "193")],
        SHARE: [("Numerator", "1,089"), ("Denominator", "2,502"), ("Outlook for the year", "On track")],
    }
