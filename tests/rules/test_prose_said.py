from decimal import Decimal as D

import pytest

from performance.rules.prose.facts import printed
from performance.rules.prose.said import counted, numbers_in


@pytest.mark.parametrize(
    ("text", "value", "step", "kind"),
    [
        ("83.7%", D("83.7"), D("0.1"), "percent"),
        ("96 per cent", D(96), D(1), "percent"),
        ("£1.2m", D(1200000), D(100000), "money"),
        ("84.5k", D(84500), D(100), "count"),
        ("3,437", D(3437), D(1), "count"),
        ("2.1 points", D("2.1"), D("0.1"), "points"),
        ("1.5% points", D("1.5"), D("0.1"), "points"),
        ("0.8 percentage points", D("0.8"), D("0.1"), "points"),
        ("0%", D(0), D(1), "percent"),
    ],
)
def test_a_number_is_read_with_its_value_its_step_and_its_kind(text, value, step, kind):
    [number] = numbers_in(f"It was {text}.")
    assert (number.value, number.step, number.kind, number.text) == (value, step, kind, text)


@pytest.mark.parametrize(
    ("said", "held", "right"),
    [
        ("83.7%", "83.7%", True),
        ("83.70%", "83.7%", True),
        ("11%", "11.0%", True),
        ("84%", "83.7%", False),
        ("about 84%", "83.7%", True),
        ("about 84%", "83.5%", True),
        ("about 84%", "83.4%", False),
        ("nearly 84%", "83.7%", True),
        ("nearly 84%", "84.2%", False),
        ("nearly 84%", "84%", False),
        ("over 84%", "83.7%", False),
        ("over 83%", "83.7%", True),
        ("over 520,000", "520.7k", True),
        ("84,500", "84.5k", True),
        ("96", "96%", False),
        ("£96", "96", False),
        ("0", "0", True),
    ],
)
def test_a_number_is_right_at_its_own_places_or_behind_a_word_that_rounds(said, held, right):
    [number] = numbers_in(said)
    assert number.borne_out_by(printed(held)) is right


@pytest.mark.parametrize(
    ("text", "count"), [("twenty", 20), ("Zero", 0), ("no", 0), ("15", 15), ("few", None)]
)
def test_a_count_is_read_in_words_and_in_digits(text, count):
    assert counted(text) == count
