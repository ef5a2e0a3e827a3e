"""Where a pack's HTML is cut, and what is left open for the join."""

from performance.packs.press import chunks

SECTIONS = '<header>Front</header><section id="a"><p>One</p></section><section id="b"><p>Two</p></section>'


def bodies(body, most):
    return [chunk.body for chunk in chunks.cut(body, most=most)]


def test_a_little_is_one_chunk_and_a_tag_more_is_two():
    # Ten tags; up to one and a half times as many as a chunk is to have stay together.
    assert SECTIONS.count("<") == 10
    assert bodies(SECTIONS, 7) == [SECTIONS]
    assert bodies(SECTIONS, 6) == [
        '<header>Front</header><section id="a"><p>One</p></section>',
        '<section id="b"><p>Two</p></section>',
    ]


def test_a_long_section_goes_on_without_being_a_second_place_of_its_name():
    long = '<section class="made" id="a"><h2>A</h2>' + "<!--cut--><p>x</p>" * 6 + "</section>"
    found = chunks.cut(long, most=4)
    first, second = found[:2]
    assert first.body == '<section class="made" id="a"><h2>A</h2><!--cut--><p>x</p></section>'
    assert second.body.startswith('<section class="made" data-goes-on><!--cut--><p>x</p>')
    assert [chunk.goes_on for chunk in found] == [False, True, True, True]
    assert [chunk.body.count("<p>x</p>") for chunk in found] == [1, 2, 2, 1]


def test_files_are_bound_in_after_the_chunk_that_names_them():
    one, other = "1" * 64, "2" * 64
    body = (
        f'<section id="a"><p>One</p><!--bound-in {one}--></section>'
        f'<section id="b"><p>Two</p><!--bound-in {other}--></section><section id="c">Three</section>'
    )
    found = chunks.cut(body, most=1000)
    assert [chunk.bound_in for chunk in found] == [(one,), (other,), ()]
    assert [chunks.anchors(chunk.body) for chunk in found] == [{"a"}, {"b"}, {"c"}]


def test_what_people_type_is_no_place_to_cut():
    typed = "&lt;/section&gt;&lt;!--cut--&gt;&lt;section id=&quot;x&quot;&gt;"
    assert bodies(f"<section>{typed}</section>", 1) == [f"<section>{typed}</section>"]


def test_chunks_that_are_alike_are_told_apart():
    same = "<section><p>One</p></section>"
    assert bodies(same * 2, 2) == [same, f"{same}<!--2-->"]


def test_links_and_numbers_that_lead_on_are_left_open():
    links = '<a href="#here">H</a><a href="#far">F</a><i data-page="#far"></i><a href="#no">N</a>'
    body = f'<p id="here">{links}</p>'
    assert chunks.leading_on(body, everywhere={"here", "far"}, digits={"far": 3}.get) == (
        '<p id="here"><a href="#here">H</a><a href="https://pack.invalid/far">F</a>'
        '<i><a href="https://pack.invalid/page/far">000</a></i><a href="#no">N</a></p>'
    )


def test_what_prints_page_numbers_ends_before_a_page_that_begins_anyway():
    front = '<section id="contents"><i data-page="#b"></i></section>'
    own = '<section class="made own-page" id="b">' + "<p>x</p>" * 8 + "</section>"
    assert bodies(front + own + own, 20) == [front, own + own]
    # Without a page number before it there is no call for a cut, nor where everything is one chunk.
    plain = front.replace("data-page", "data-other")
    assert bodies(plain + own + own, 20) == [plain + own, own]
    assert bodies(front + own, 20) == [front + own]
    # A section that would go on on the same page stays there.
    follows = own.replace("own-page", "block")
    assert bodies(front + follows + follows, 20) == [front + follows, follows]
