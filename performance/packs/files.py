"""The files of a pack: from its content to bytes, for each of its copies and in each form."""

from dataclasses import dataclass

from performance.models import Form
from performance.packs import content as contents
from performance.packs import page, render, sheets, word


@dataclass(frozen=True)
class Made:
    """A file that was made. `pages` are those of a PDF."""

    copy: str
    form: str
    data: bytes
    pages: int | None = None


def make(content, *, content_hash, draft, attachments, progress, previous=None, kept=None) -> list[Made]:
    """Every file of a pack, all of one content.

    `attachments` are uploaded PDFs by their SHA-256; `progress(step, percent)` is told how far it is and may
    raise to stop it. `previous` is the content as it was built before, for what Word marks as changed; `kept`
    keeps pages that were set once.
    """
    copies = contents.copies_of(content)
    before = contents.copies_of(previous) if previous else {}
    share = 50 // len(copies)
    made = []
    for number, (copy, said) in enumerate(copies.items()):
        begun = 40 + number * share

        def told(done, of, begun=begun):
            progress(f"Setting the pages: {done} of {of} parts", begun + share * done // max(of, 1))

        progress("Setting the pages", begun)
        data, pages = render.pdf(
            said, content_hash=content_hash, draft=draft, attachments=attachments, kept=kept, told=told
        )
        made.append(Made(str(copy), Form.PDF, data, pages))
        progress("Writing the page and the tables", begun + share)
        how = {"content_hash": content_hash, "draft": draft}
        made.append(Made(str(copy), Form.HTML, page.html(said, **how)))
        made.append(Made(str(copy), Form.XLSX, sheets.xlsx(said, **how)))
        made.append(Made(str(copy), Form.CSV, sheets.tables_as_csv(said, **how)))
        report = word.docx(said, **how, previous=before.get(copy))
        if report is not None:
            made.append(Made(str(copy), Form.DOCX, report))
    return made
