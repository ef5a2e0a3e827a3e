"""The files of a pack: from its content to bytes, for each of its copies and in each form."""

from dataclasses import dataclass

from performance.models import Form
from performance.packs import content as contents
from performance.packs import render


@dataclass(frozen=True)
class Made:
    """A file that was made. `pages` are those of a PDF."""

    copy: str
    form: str
    data: bytes
    pages: int | None = None


def make(content, *, content_hash, draft, attachments, progress) -> list[Made]:
    """Every file of a pack.

    `attachments` are uploaded PDFs by their SHA-256; `progress(step, percent)` is told how far it is.
    """
    made = []
    for copy, said in contents.copies_of(content).items():
        progress("Setting the pages", 40)
        data, pages = render.pdf(said, content_hash=content_hash, draft=draft)
        made.append(Made(str(copy), Form.PDF, data, pages))
    return made
