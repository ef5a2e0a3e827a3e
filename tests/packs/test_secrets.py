"""No file of the public set says what is not for the public: one of every secret, looked for in every form.

Each secret has words or digits that stand nowhere else. The same search finds them where they may be read, so
that a search that sees nothing is no comfort.
"""

import hashlib
import io
import json
import re
import subprocess
import zipfile
from datetime import date
from decimal import Decimal as D

import pikepdf
import pytest
from django.utils import timezone

from benchmarking.models import Source, Statistic
from performance import calculating, recompute
from performance.models import (
    CalculationInput,
    Category,
    Dimension,
    Form,
    Pack,
    PackAttachment,
    PackSection,
    Scorecard,
    Submission,
)
from performance.packs import content as contents
from performance.packs import kinds, page, sheets, word
from performance.packs.findings import findings_of
from tests import world
from tests.interface import scene as published
from tests.kinds import month
from tests.needs import need
from tests.scorecards import Maker, year

pytestmark = [pytest.mark.django_db, pytest.mark.pack]
CARD = "secrets"
VISITS = {4: 2011, 5: 2317, 6: 2423, 7: 2539, 8: 2647, 9: 2749, 10: 2851, 11: 613}
# What must be in no public file, and where the same search does find it.
SUPPRESSED = {
    "a small count": "613",
    "the year to date that gives it away": "18150",
    "how far that is from its target": "2150",
    "a part": "617",
    "the part that covers it": "4211",
    "a small numerator": "631",
    "its share": "12.7",
    "an input of a total": "619",
    "the input that covers it": "6113",
    "a companion": "643",
    "the rate that it makes": "83.9",
}
EXEMPT = {
    "exempt words": "hidden-exempt-words",
    "a person's name": "Olive Owner",
    "a person's address": "olive.owner@example.org",
    "the title of an exempt measure": "hidden-contract",
    "its figure": "98761",
    "its source": "hidden-contract-source",
    "its commentary": "hidden-contract-commentary",
    "an abbreviation in an exempt text": "HIDABB",
    "an exempt appendix": "hidden-appendix-words",
    "its name": "hidden-appendix-name",
}
INTERNAL = {"internal commentary": "hidden-internal-words"}
NOBODY = {"a draft": "7771", "a figure that waits for approval": "7793"}
# 71.77 and 72.88, as they are printed.
EMBARGOED = {"an embargoed figure": "71.8%", "one that may not be republished": "72.9%"}
PEOPLE = ("Petra Officer", "Mary Manager", "Dora Director", "Clive Clerk", "example.org")
EXEMPT_REASON = "The contract is being negotiated"


# --- One of every secret ---------------------------------------------------------------------------------


def _figures():
    card = Scorecard.objects.create(slug=CARD, title="Secrets")
    maker = Maker(card)
    columns = [(name, "", "") for name in ("target", "figure", "year_to_date", "status", "previous")]
    section = maker.section("Open", *columns, ("sparkline", "", ""), ("difference", "", ""))
    guarded = {"suppress_below": 1000}
    visits = maker.measure(section, "visits", "Visits", "count", 0, "low", aggregation="sum", **guarded)
    for number, value in VISITS.items():
        maker.figure(visits, month(number), value=D(value))
    maker.target(visits, "24,000", profile="linear", source="")
    whole = maker.measure(section, "whole", "People", "count", 0, "high", **guarded)
    maker.figure(whole, world.november(), value=D(10161))
    _parted(whole)
    counted = {"entry": "fraction", "companion_label": "people"}
    share = maker.measure(section, "share", "A share", "percent", 1, "high", **counted, **guarded)
    maker.figure(share, world.november(), value=D("12.7"), numerator=D(631), denominator=D(4969))
    maker.figure(share, year(2019), value=D("45.0"), numerator=D(1800), denominator=D(4000))
    rate = maker.measure(
        section, "rate", "A rate", "rate", 1, "low", rate_per=100_000, companion_label="moves", **guarded
    )
    maker.figure(rate, world.november(), value=D("83.9"), companion=D(643), denominator=None)
    _total(maker, section)
    contract = maker.section("Contracts", *columns)
    hidden = maker.measure(contract, "contract", "hidden-contract", "money", 0, "low")
    maker.figure(hidden, world.november(), value=D(98761), commentary_public="hidden-contract-commentary")
    Submission.objects.filter(measure=hidden).update(source="hidden-contract-source")
    _not_in_force(whole, visits)
    recompute.recompute_due()
    return card


def _parted(measure):
    ages = Dimension.objects.create(measure=measure, code="age", name="Age band")
    for code in ("young", "middle", "old"):
        Category.objects.create(dimension=ages, code=code, name=code.title())
    Submission.objects.filter(measure=measure).update(
        breakdown={"age": {"young": "617", "middle": "4211", "old": "5333"}},
        commentary_internal="hidden-internal-words",
    )


def _total(maker, section):
    given = {"entry": "calculated", "calculation": "total"}
    total = maker.measure(section, "total", "Both", "count", 0, "high", **given)
    for slug, value, below in (("first", 619, 1000), ("second", 6113, 0)):
        source = maker.measure(section, slug, slug.title(), "count", 0, "high", suppress_below=below)
        CalculationInput.objects.create(measure=total, source=source)
        maker.figure(source, world.november(), value=D(value))
    calculating.recalculate(None, now=timezone.now())


def _not_in_force(*measures):
    """A draft that corrects one figure, and a correction of another that waits for its manager."""
    made = {"revision": 2, "opened_reason": "Counted again.", "created_at": timezone.now()}
    draft = {"status": "draft", "value": D(7771)}
    waiting = {
        "status": "submitted",
        "value": D(7793),
        "submitted_by": world.person("olive"),
        "submitted_at": timezone.now(),
    }
    for measure, given in zip(measures, (draft, waiting), strict=True):
        Submission.objects.create(measure=measure, period=world.november(), **made, **given)


def _pack(card, audience):
    """One of every kind of section, and exempt ones of a text, of tables and of an appendix."""
    pack = Pack.objects.create(
        scorecard=card,
        period=world.november(),
        title="Performance",
        audience=audience,
        committee="Scrutiny Committee",
        meeting_on=date(2021, 1, 18),
        created_by=world.person("petra"),
        created_at=timezone.now(),
    )
    planned = [PackSection(kind=kind) for kind in kinds.KINDS if kind not in ("dashboard", "appendix")]
    for section in planned:
        if section.kind in ("report", "text"):
            section.text = "## Background\n\nOpen words, {{page-visits}} and {{page-total}}."
    planned.append(PackSection(kind="dashboard", options={"layers": ["Open"]}))
    exempt = {"exempt_paragraph": 3, "exempt_reason": EXEMPT_REASON}
    words = "hidden-exempt-words of Olive Owner, olive.owner@example.org, and a HIDABB. {{page-contract}}"
    planned.append(PackSection(kind="text", title="Contract", text=words, **exempt))
    planned.append(PackSection(kind="dashboard", title="Prices", options={"layers": ["Contracts"]}, **exempt))
    file = _attachment(pack)
    planned.append(PackSection(kind="appendix", title="Letter", attachment=file, **exempt))
    for position, section in enumerate(planned, 1):
        section.pack, section.position = pack, position
        section.save()
    return pack


def _attachment(pack):
    from weasyprint import HTML  # noqa: PLC0415  (it takes most of a second to load)

    data = HTML(
        string="<html lang=en><title>hidden-appendix-name</title><p>hidden-appendix-words"
    ).write_pdf()
    return PackAttachment.objects.create(
        pack=pack,
        name="hidden-appendix-name.pdf",
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=1,
        uploaded_by=world.person("petra"),
        uploaded_at=timezone.now(),
    )


# --- Looking ---------------------------------------------------------------------------------------------


def _in_pdf(data, path):
    """Its words, and behind them every string (bookmarks, alternative texts, names) and stream (metadata)."""
    path.write_bytes(data)
    printed = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    said = [printed.stdout.decode()]
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            said += _strings(thing)
            if isinstance(thing, pikepdf.Stream):
                stream = thing.read_bytes().decode("latin-1")
                # What draws a page is full of digits that say nothing.
                said.append(stream if thing.get("/Type") == "/Metadata" else re.sub(r"[\d.]+", " ", stream))
    return "\n".join(said)


def _strings(thing, depth=0):
    if isinstance(thing, pikepdf.String):
        return [str(thing)]
    inner = []
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        inner = [value for _, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        inner = list(thing)
    found = [each for each in inner if not (isinstance(each, pikepdf.Object) and each.is_indirect)]
    return [text for each in found for text in _strings(each, depth + 1)]


def _in_zip(data):
    """Names and contents of all files in it, and of those within them."""
    said = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            said += [name, archive.read(name).decode("utf-8", "replace")]
    return "\n".join(said)


def text_of(form, data, path):
    """Everything that a file says; thousands without their commas, so that 18,150 is 18150."""
    if form == Form.PDF:
        said = _in_pdf(data, path)
    elif form == Form.HTML:
        said = data.decode()
    else:
        said = _in_zip(data)
    return said.replace(",", "")


def found_in(text, *secrets):
    """The names of the secrets that a text says; a number is not found within a longer one, or in a hash."""
    known = {name: secret for named in secrets for name, secret in named.items()}
    return {
        name for name, secret in known.items() if re.search(rf"(?<![\w.]){re.escape(secret)}(?![\w])", text)
    }


def texts_of(said, attachments, path, render):
    """What each file of one copy says, by its form."""
    given = {"content_hash": "0" * 64, "draft": False}
    made = {
        Form.PDF: render.pdf(said, **given, attachments=attachments)[0],
        Form.HTML: page.html(said, **given),
        Form.XLSX: sheets.xlsx(said, **given),
        Form.CSV: sheets.tables_as_csv(said, **given),
        Form.DOCX: word.docx(said, **given),
    }
    return {form: text_of(form, data, path / f"pack.{form}") for form, data in made.items()}


@pytest.fixture
def built(db):
    published.published()
    card = _figures()
    pack = _pack(card, Pack.Audience.SCRUTINY)
    return pack, contents.build(pack, prepared_on=world.TODAY)


def test_no_public_file_says_what_is_not_for_the_public(built, render, tmp_path):
    need(bool(subprocess.run(["which", "pdftotext"], capture_output=True).stdout), "pdftotext")
    pack, content = built
    attachments = {file.sha256: bytes(file.data) for file in pack.attachments.all()}
    copies = content["copies"]

    public = texts_of(copies["public"], attachments, tmp_path, render)
    exempt = texts_of(copies["exempt"], attachments, tmp_path, render)

    people = {name: name for name in PEOPLE}
    secrets = (SUPPRESSED, EXEMPT, INTERNAL, NOBODY, EMBARGOED, people)
    assert {form: found_in(text, *secrets) for form, text in public.items()} == {
        form: set() for form in public
    }
    # The copy with exempt parts has those, and neither the suppressed counts nor what nobody may read.
    assert found_in(exempt[Form.PDF], *secrets) == set(EXEMPT) | {"example.org"}
    assert found_in(exempt[Form.HTML], EXEMPT) == set(EXEMPT) - {"an exempt appendix"}
    assert found_in(exempt[Form.XLSX], EXEMPT) >= {"the title of an exempt measure", "its figure"}
    assert found_in(" ".join(exempt.values()), SUPPRESSED, INTERNAL, NOBODY, EMBARGOED) == set()
    # All say that something is kept from them, and why.
    for form in (Form.PDF, Form.HTML):
        assert EXEMPT_REASON in " ".join(public[form].split())
        assert "[c]" in public[form]


def test_the_management_team_reads_what_is_internal_and_what_is_suppressed(built):
    pack, content = built
    Pack.objects.filter(pk=pack.pk).update(audience=Pack.Audience.MANAGEMENT)
    pack.refresh_from_db()

    said = contents.build(pack, prepared_on=world.TODAY)["copies"]
    internal = json.dumps(said, ensure_ascii=False).replace(",", "")

    assert list(said) == ["internal"]
    assert found_in(internal, SUPPRESSED, INTERNAL) == {*SUPPRESSED, *INTERNAL}
    assert found_in(internal, NOBODY, EMBARGOED) == set()
    assert f"{contents.INTERNAL} hidden-internal-words".replace(",", "") in internal
    public = json.dumps(content["copies"]["public"], ensure_ascii=False).replace(",", "")
    assert found_in(public, SUPPRESSED, INTERNAL, EXEMPT, NOBODY, EMBARGOED) == set()


def test_drafts_and_embargoed_figures_are_there_to_be_found(built):
    """Once approved, and once the embargo is over and the licence free, the same search finds them."""
    pack, _ = built
    now = timezone.now()
    for measure in ("page-visits", "page-whole"):
        own = Submission.objects.filter(measure__slug=measure, period=world.november())
        own.filter(revision=1).update(status="superseded")
        given = {"origin": "imported", "source": "A paper", "in_force_at": now}
        own.filter(revision=2).update(status="published", **given)
    recompute.recompute_everything()
    Source.objects.update(embargoed_until=None, may_republish=True)
    # Of one edition there is one for each licence.
    Statistic.objects.filter(may_republish=True).delete()
    Statistic.objects.update(embargoed_until=None, may_republish=True)

    said = json.dumps(contents.build(pack, prepared_on=date(2026, 3, 1))).replace(",", "")

    assert found_in(said, NOBODY, EMBARGOED) == {*NOBODY, *EMBARGOED}


def test_findings_in_exempt_parts_are_of_the_exempt_copy(built):
    """Who may not see that copy is shown none of them."""
    _, content = built
    found = {finding["copy"] for finding in findings_of(content) if "hidden" in json.dumps(finding)}
    assert found <= {"exempt"}
