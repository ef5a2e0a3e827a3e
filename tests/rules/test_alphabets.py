"""Letters from other alphabets in pasted cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules import alphabets
from performance.rules.alphabets import normalised, quiet
from tests.rules import PROPERTY


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("1\u04211\u0410", "1C1A"),  # Cyrillic С and А
        ("ASCOF 2\u0412 pt 1", "ASCOF 2B pt 1"),
        ("84.5\u043a", "84.5k"),
        ("\u0391dults", "Adults"),  # Greek Alpha
        ("l\u0435arning", "learning"),
        ("１,８６１", "1,861"),
        ("𝟒𝟓%", "45%"),
        ("Ｂ1", "B1"),
    ],
)
def test_look_alikes_in_mixed_words_become_latin_and_are_reported(pasted, read):
    text, found = normalised(pasted)
    assert text == read
    assert len(found) == sum(a != b for a, b in zip(quiet(pasted), read, strict=True))
    assert all(item.by and item.name.isupper() for item in found)


def test_a_replaced_letter_is_reported_with_its_place_and_name():
    _, found = normalised("code 1\u0421")
    assert found == [alphabets.Found(6, "\u0421", "CYRILLIC CAPITAL LETTER ES", "C")]
    assert alphabets.sentence(found[0]) == "“\u0421” (CYRILLIC CAPITAL LETTER ES) was read as “C”."


@pytest.mark.parametrize(
    "word", ["\u0391\u03b8\u03ae\u03bd\u03b1", "\u041c\u043e\u0441\u043a\u0432\u0430", "\u0391"]
)
def test_a_word_wholly_in_another_alphabet_is_left_and_reported(word):
    text, found = normalised(f"{word} House")
    assert text == f"{word} House"
    assert [(item.char, item.by) for item in found] == [(word, "")]
    assert "was left as it is" in alphabets.sentence(found[0])


def test_a_mixed_word_with_a_letter_that_looks_like_none_of_ours_is_left_whole():
    text, found = normalised("\u0421\u0436C")
    assert text == "\u0421\u0436C"
    assert found[0].char == "\u0421\u0436C"


@pytest.mark.parametrize("text", ["café", "Łódź", "10 µg", "27ᵗʰ", "5 km²", "Ünal O’Brien"])
def test_latin_letters_with_accents_and_signs_are_nobodys_other_alphabet(text):
    assert normalised(text)[1] == []


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("56–61%", "56-61%"),
        ("−3", "-3"),
        ("‘Prevent Need’", "'Prevent Need'"),
        ("Nov\u00a020", "Nov 20"),
        ("of\ufb01ce", "office"),
        ("over\u00adview", "overview"),
        ("\ufeffref", "ref"),
    ],
)
def test_typography_is_put_right_without_a_word(typed, plain):
    assert normalised(typed) == (plain, [])


def test_a_space_made_for_thousands_stays_between_digits():
    assert quiet("1\u202f861") == "1\u00a0861"
    assert quiet("1\u202f86") == "1 86"


@pytest.mark.wide
@PROPERTY
@given(st.text(max_size=60))
def test_normalising_never_raises_and_a_second_time_changes_nothing(text):
    once, _ = normalised(text)
    assert normalised(once)[0] == once


@PROPERTY
@given(st.text(alphabet=st.characters(codec="ascii"), max_size=60))
def test_plain_ascii_is_never_touched(text):
    plain = text.replace("`", "'")
    assert normalised(plain) == (plain, [])
