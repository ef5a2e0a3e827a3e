"""A pack's content as a PDF: content in, bytes out.

No database and no clock: the same content makes the same bytes, today and in ten years of the same
libraries. How its pages are set and joined is `performance.packs.press`.
"""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from performance.packs import printed
from performance.packs.press import chunks, joining, ordering
from performance.packs.press.pool import Pool

DRAFT = Path(__file__).resolve().parents[2] / "templates" / "packs" / "draft.svg"
# So often a pack is looked at for page numbers of more or fewer digits than there was room for.
ROUNDS = 4


def pdf(content, *, content_hash, draft=False, attachments=None, kept=None, told=None) -> tuple[bytes, int]:
    """The pack as a PDF/UA-1 file, and its number of pages. A draft carries a watermark.

    `attachments` are bound-in PDFs by their SHA-256. `kept` keeps chunks for the next time (`get(key)`,
    `put(key, data)`); `told(done, of)` hears how many chunks are set, and may raise. Raises `pool.NotSet`
    with a sentence where a part of the pack cannot be set.
    """
    parts, frame, words = _set(content, content_hash, draft, attachments=attachments, kept=kept, told=told)
    return joining.joined(
        parts, frame=frame, words=words, identifier=f"{content_hash[:32]}{'-draft' if draft else ''}"
    )


def _set(content, content_hash, draft, **given):
    """The parts for the join, what stands around their pages, and the words for links.

    Apart from the join, which has no use for the pack's HTML and what it was made from: both are large.
    """
    page = printed.context(content, content_hash=content_hash, draft=draft)
    names = {
        block["sha256"]: block["name"]
        for section in content.get("sections", [])
        for block in section["blocks"]
        if block["block"] == "pdf"
    }
    frame = render_to_string("packs/frame.html", page | {"watermark": DRAFT.as_uri()})
    with Pool(settings.PACK_PROCESSES, seconds=ordering.SECONDS) as pool:
        parts, around = _Order(page, names=names, pool=pool, **given).set(frame)
    return parts, around, printed.link_words(page)


class _Order:
    """A pack on its way through the press: the chunks of its HTML, and the files bound in."""

    def __init__(self, page, *, names, pool, attachments, kept, told):
        self._accent = page["accent"]
        self._front, rest = render_to_string("packs/pack.html", page).split("<body>")
        body, self._foot = rest.split("</body>")
        self._cuts = chunks.cut(body, most=chunks.TAGS)
        self._places = set().union(*(chunks.anchors(cut.body) for cut in self._cuts))
        self._names, self._attachments = names, attachments or {}
        self._pool, self._kept, self._told = pool, _AtHand(kept), told

    def set(self, frame):
        """The parts of the pack for the join, and what stands around its pages.

        A chunk leaves room for a page number by the digits that it is guessed to have. Where the guess was
        wrong, the chunks that refer to such a place are set once more.
        """
        if len(self._cuts) == 1:
            data, around = self._tagged([self._html(self._cuts[0].body, 0), frame])
            return [self._part(self._cuts[0], data)], around
        room = self._guessed()
        for again in range(ROUNDS):
            bodies = [
                chunks.leading_on(cut.body, everywhere=self._places, digits=room.get) for cut in self._cuts
            ]
            pages = [self._html(body, place) for place, body in enumerate(bodies)]
            *found, around = self._tagged([*pages, frame])
            parts = [self._part(cut, data) for cut, data in zip(self._cuts, found, strict=True)]
            digits = {place: len(str(number)) for place, number in joining.places(parts).items()}
            # From the second round on room only grows, or it could go to and fro; too much of it is no harm.
            right = {place: max(digits[place], room[place] if again else 0) for place in room}
            if right == room:
                break
            room = right
        return parts, around

    def _guessed(self):
        """For each place whose page number is printed somewhere, the digits that it will have."""
        wanted = set().union(*(chunks.numbered(cut.body) for cut in self._cuts)) & self._places
        room = {}
        for cut in self._cuts:
            page = cut.before // chunks.TAGS_A_PAGE + 1
            room |= {place: len(str(page)) for place in chunks.anchors(cut.body) & wanted}
        return room

    def _html(self, body, place):
        """The whole HTML of a chunk; the first has the title and what else is said of the document."""
        if not place:
            return f"{self._front}<body>{body}</body>{self._foot}"
        return render_to_string("packs/chunk.html", {"accent": self._accent, "body": body})

    def _tagged(self, pages):
        return ordering.tagged(pages, kept=self._kept, pool=self._pool, told=self._told)

    def _part(self, cut, data):
        bound_in = tuple((self._names[sha256], self._attachments[sha256]) for sha256 in cut.bound_in)
        return joining.Part(data, goes_on=cut.goes_on, bound_in=bound_in)


class _AtHand:
    """What was set for this pack, and behind it what is kept for the next time."""

    def __init__(self, kept):
        self._here, self._kept = {}, kept

    def get(self, key):
        if key not in self._here and self._kept is not None:
            self._here[key] = self._kept.get(key)
        return self._here.get(key)

    def put(self, key, data):
        self._here[key] = data
        if self._kept is not None:
            self._kept.put(key, data)
