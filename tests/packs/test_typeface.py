from performance.packs import typeface


def test_what_british_councils_write_is_drawn_as_it_is():
    text = "56–61% · £1.2m “Tŷ’r Cyngor” ≤ ½ – Dŵr…\nnext line"
    assert typeface.drawable(text) == text


def test_composed_and_decomposed_letters_are_drawn_alike():
    assert typeface.drawable("w\u0302") == "ŵ"


def test_a_character_without_a_glyph_is_a_box():
    assert typeface.drawable("a😀b\x00c\u202ed") == "a□b□c□d"
    assert typeface.drawable("a\tb\r\nc\rd") == "a b\nc\nd"
