"""Cutting a pack's HTML into chunks that are set apart from each other.

Pure: text in, text out. A cut is a new page, so it is made before a section; within a section that goes on
for long, before one of its blocks. What prints page numbers may have to be set once more when they are known,
so its chunk ends where a page ends anyway. The text is our own templates': what people type is escaped in it
and cannot look like a tag.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

# Tags are what takes time and memory, and a page has about so many of them.
TAGS_A_PAGE = 400
TAGS = 10 * TAGS_A_PAGE
# A section that has begun is cut where its chunk has become so much larger than that.
WITHIN = 1.5
# Links to what may be in another chunk lead here until the chunks are joined.
ELSEWHERE = "https://pack.invalid/"
# And a link that stands for the page number of a place leads here.
PAGE_OF = f"{ELSEWHERE}page/"
PLACES = re.compile(r"<section\b[^>]*>|</section>|<!--cut-->|<!--bound-in ([0-9a-f]{64})-->")
ANCHOR = re.compile(r'\bid="([^"]+)"')
LINK = re.compile(r'\bhref="#([^"]+)"')
NUMBER = re.compile(r'\s*\bdata-page="#([^"]+)"([^>]*)>')
# The class of a section that begins a page, with or without a cut.
OWN_PAGE = re.compile(r'\bclass="[^"]*\bown-page\b')


@dataclass(frozen=True)
class Cut:
    """A chunk before its references are known: the HTML between two cuts, and the files bound in after it."""

    body: str
    bound_in: tuple[str, ...] = ()
    # Whether it begins within a section that began in an earlier one.
    goes_on: bool = False
    # What stands before it, in tags.
    before: int = 0


def cut(body: str, *, most: int) -> list[Cut]:
    """Cut the inside of a `<body>` into chunks of about `most` tags.

    >>> [chunk.body for chunk in cut("<section>a</section><section>b</section>", most=1)]
    ['<section>a</section>', '<section>b</section>']
    """
    found, open_sections = [], []
    begun, opening, filled, seen, last = 0, "", 0, 0, 0
    whole = body.count("<") <= WITHIN * most

    def end(at, *, bound_in=()):
        nonlocal begun, opening, filled
        text = opening + body[begun:at] + "</section>" * len(open_sections)
        found.append(Cut(text, bound_in, bool(opening), seen - filled))
        begun, filled = at, 0
        # A section that goes on is the same kind of section, and not a second place of its name.
        opening = "".join(_again(tag) for tag in open_sections)

    for place in PLACES.finditer(body):
        more = body.count("<", last, place.start())
        filled, seen, last = filled + more, seen + more, place.start()
        if place[1]:
            end(place.end(), bound_in=(place[1],))
            last = place.end()
        elif place[0] == "</section>":
            open_sections.pop()
        else:
            full = filled >= most * (WITHIN if open_sections else 1)
            if not whole and (full or _is_free(place[0], body[begun : place.start()])):
                end(place.start())
            if place[0] != "<!--cut-->":
                open_sections.append(place[0])
    if body[begun:].strip() or not found:
        seen += body.count("<", last)
        filled += body.count("<", last)
        end(len(body))
    return _apart(_without_empty(found))


def _is_free(tag, before):
    """Whether a section begins a page by itself, where what has to stay small ends with the page before."""
    return bool(OWN_PAGE.search(tag) and NUMBER.search(before))


def _again(tag):
    """The tag of a section that goes on in another chunk, which `joining` recognises by its bookmark."""
    return ANCHOR.sub("data-goes-on", tag)


def _without_empty(found):
    """A chunk that would print nothing gives what is bound in after it to the one before."""
    kept = []
    for chunk in found:
        if kept and not re.sub(r"<!--.*?-->|</?section\b[^>]*>", "", chunk.body).strip():
            kept[-1] = replace(kept[-1], bound_in=kept[-1].bound_in + chunk.bound_in)
        else:
            kept.append(chunk)
    return kept


def _apart(found):
    """Chunks that are alike to the letter are told apart, since their table cells are named by their HTML."""
    times, apart = {}, []
    for chunk in found:
        times[chunk.body] = times.get(chunk.body, 0) + 1
        again = f"<!--{times[chunk.body]}-->" if times[chunk.body] > 1 else ""
        apart.append(replace(chunk, body=chunk.body + again))
    return apart


def anchors(body: str) -> set[str]:
    """The places in a chunk that a link can lead to."""
    return set(ANCHOR.findall(body))


def numbered(body: str) -> set[str]:
    """The places whose page numbers a chunk prints."""
    return {anchor for anchor, _ in NUMBER.findall(body)}


def leading_on(body: str, *, everywhere: set[str], digits: Callable[[str], int]) -> str:
    """A chunk whose links to other chunks and whose page numbers are left for the join.

    `everywhere` are the places of the whole pack; what leads to none of them is left as it is.
    `digits(place)` says for how many digits of a page number there has to be room.

    >>> leading_on('Page <i data-page="#far"></i>', everywhere={"far"}, digits=lambda place: 2)
    'Page <i><a href="https://pack.invalid/page/far">00</a></i>'
    """
    away = everywhere - anchors(body)

    def link(found):
        return f'href="{ELSEWHERE}{found[1]}"' if found[1] in away else found[0]

    def number(found):
        if found[1] not in everywhere:
            return found[0]
        return f'{found[2]}><a href="{PAGE_OF}{found[1]}">{"0" * digits(found[1])}</a>'

    return NUMBER.sub(number, LINK.sub(link, body))
