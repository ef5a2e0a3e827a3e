"""The covering report for Word: its words, what changed as Word marks it, and tracking switched on."""

import copy as copies
import io

import docx
import pytest
from docx.oxml.ns import qn

from performance.packs import blocks, word

SAYS = {"content_hash": "0" * 64, "draft": True}


@pytest.fixture
def report(content):
    """Content with a covering report."""
    made = blocks.prose(
        blocks.paragraph(blocks.run("Purpose of Report"), style="heading"),
        blocks.paragraph(
            blocks.run("The figure is "), blocks.run("79.7%", strong=True), style="numbered", number="1"
        ),
        blocks.paragraph(blocks.run("None.")),
    )
    section = {"kind": "report", "title": "Covering report", "withheld": False, "to_follow": False}
    return content | {"sections": [section | {"blocks": [made]}]}


def opened(content, **more):
    return docx.Document(io.BytesIO(word.docx(content, **SAYS | more)))


def marked(document, kind):
    """The texts that are marked as inserted or deleted."""
    tags = {"ins": ("w:ins", "w:t"), "del": ("w:del", "w:delText")}[kind]
    return [
        "".join(text.text for text in change.iter(qn(tags[1])))
        for change in document.element.iter(qn(tags[0]))
    ]


def changed(report, text):
    other = copies.deepcopy(report)
    other["sections"][0]["blocks"][0]["paragraphs"][1]["runs"][1]["text"] = text
    return other


def test_the_report_has_its_words_and_word_tracks_what_is_changed_in_it(report):
    document = opened(report)
    texts = [paragraph.text for paragraph in document.paragraphs]
    for expected in ("Covering report", "Purpose of Report", "1\tThe figure is 79.7%", "None."):
        assert texts.count(expected) == 1
    assert document.settings.element.find(qn("w:trackRevisions")) is not None
    assert marked(document, "ins") == marked(document, "del") == []


def test_what_differs_from_the_build_before_is_marked(report):
    document = opened(changed(report, "81.2%"), previous=report)
    assert (marked(document, "del"), marked(document, "ins")) == (["79.7%"], ["81.2%"])


def test_a_paragraph_that_is_new_or_gone_is_marked_whole(report):
    more = copies.deepcopy(report)
    more["sections"][0]["blocks"][0]["paragraphs"].append(blocks.paragraph(blocks.run("And one more.")))
    assert marked(opened(more, previous=report), "ins") == ["And one more."]
    assert marked(opened(report, previous=more), "del") == ["And one more."]


def test_the_same_report_makes_the_same_bytes(report):
    assert word.docx(report, **SAYS) == word.docx(report, **SAYS)


def test_a_pack_without_a_written_section_has_no_report(content):
    assert word.docx(content, **SAYS) is None


def test_a_report_that_is_kept_from_a_copy_is_in_no_file(report):
    report["sections"][0]["withheld"] = True
    assert word.docx(report, **SAYS) is None


def test_characters_that_xml_cannot_hold_are_left_out(report):
    document = opened(changed(report, "80\x0b\x00 <b>&"))
    assert any(paragraph.text.endswith("80 <b>&") for paragraph in document.paragraphs)


def test_a_title_longer_than_words_property_is_whole_in_the_report(report):
    said = opened(report | {"title": "T" * 300})
    assert (said.core_properties.title, said.paragraphs[0].text) == ("T" * 255, "T" * 300)
