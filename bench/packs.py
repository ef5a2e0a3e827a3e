"""A pack of about a hundred pages: WeasyPrint's own way, ours, and a browser's, in one run.

The demonstration's measures, each with a chart and a table of its months and a sparkline, as often over as
makes the pages. Each way is tried in a process of its own, in turn, and the best of its tries counts; ratios
within a run say more than seconds where other programs run beside it.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import _council as council

MONTHS = "Nov Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov".split()  # noqa: SIM905
PAGES, MANY = 100, 400
# A measure takes about so much of a page.
A_PAGE = 3
TRIES = 2
# What a pack may take of the time of one document in one process.
GOAL = 0.6


def main():
    council.start()
    demonstration = _demonstration()
    folder = Path(tempfile.mkdtemp(prefix="scrutineer-bench-"))
    try:
        _pack(folder, demonstration, PAGES)
        _pack(folder, demonstration, MANY)
    finally:
        shutil.rmtree(folder)


def _pack(folder, demonstration, pages):
    (folder / "content.json").write_text(json.dumps(_grown(demonstration, pages * A_PAGE)))
    (folder / "changed.json").write_text(json.dumps(_changed(_grown(demonstration, pages * A_PAGE))))
    ways = ["reference", "cold", "unchanged", "changed", "chromium"]
    if pages == MANY:
        ways = ["reference", "cold", "unchanged"]
    if not shutil.which("chromium"):
        ways = [way for way in ways if way != "chromium"]
    best = {}
    for _ in range(TRIES if pages == PAGES else 1):
        for way in ways:
            found = _try(way, folder)
            if way not in best or found["seconds"] < best[way]["seconds"]:
                best[way] = found
    of = best["reference"]
    council.table(
        f"A pack of {best['cold']['pages']} pages (goal: cold in at most {GOAL} of the reference)",
        (
            "way",
            "pages",
            "seconds",
            "pages a second",
            "of reference",
            "processor",
            "this process",
            "each other",
        ),
        [
            (
                WAYS[way],
                found["pages"],
                f"{found['seconds']:.1f}",
                f"{found['pages'] / found['seconds']:.1f}",
                f"{found['seconds'] / of['seconds']:.2f}",
                f"{found['processor']:.1f} s",
                f"{found['own']} MB",
                f"{found['others']} MB" if way in ELSEWHERE else "",
            )
            for way, found in best.items()
        ],
    )


WAYS = {
    "reference": "WeasyPrint, untagged, one document, one process",
    "cold": "ours, tagged, nothing kept",
    "unchanged": "ours, unchanged, issued again",
    "changed": "ours, one measure changed",
    "chromium": "Chromium's print to PDF of the same HTML",
}
# Ways whose pages are set by other processes than the one that is asked.
ELSEWHERE = {"cold", "chromium"}


# --- Content -------------------------------------------------------------------------------------------


def _demonstration():
    """The content of the demonstration's pack."""
    from datetime import date

    from performance import recompute
    from performance.demonstration import cycle, load
    from performance.models import Person, Scorecard
    from performance.packs import content, workflow

    council.build(30)
    for figure in cycle.figures_of("2020-11"):
        cycle.submit(figure, today=load.PRODUCT_DATE)
        cycle.approve(figure)
    recompute.recompute_due()
    pack = workflow.create(
        scorecard=Scorecard.objects.get(slug=load.SCORECARD),
        period=load.period_of("2020-11"),
        title="Measured",
        committee="Scrutiny Committee",
        meeting_on=date(2021, 1, 18),
        clearances=[("Director", Person.objects.get(email="dora.director@example.org"))],
        by=Person.objects.get(email="petra.officer@example.org"),
    )
    built = content.build(pack, prepared_on=load.PRODUCT_DATE)
    return next(iter(built["copies"].values()))


def _grown(copy, count):
    """The same content with sections of so many measures, each with a chart and a table of its months."""
    rows = [row for layer in copy["layers"] for group in layer["groups"] for row in group["rows"]]
    measures = [(number, rows[number % len(rows)]) for number in range(count)]
    sections = [
        _section(measures[place : place + len(rows)], place // len(rows) + 1)
        for place in range(0, count, len(rows))
    ]
    first = [section for section in copy["sections"] if section["kind"] in ("contents", "exceptions")]
    rest = [section for section in copy["sections"] if section not in first]
    return copy | {"sections": [*first, *sections, *rest]}


def _section(measures, number):
    from performance.packs import blocks

    listed = blocks.table(
        f"Part {number}",
        [
            blocks.column("Measure"),
            blocks.column("Latest", blocks.NUMBER),
            blocks.column("Thirteen months", blocks.SERIES),
        ],
        [
            blocks.row(
                blocks.cell(row["title"]),
                blocks.cell(_months(place)[-1], value=_months(place)[-1]),
                blocks.cell(series=_series(row, place)),
            )
            for place, row in measures
        ],
    )
    of_measures = [_chart(row, place) for place, row in measures]
    return {
        "kind": "trends",
        "title": f"Part {number}",
        "anchor": f"part-{number}",
        "exempt": None,
        "withheld": False,
        "to_follow": False,
        "own_page": True,
        "turned": False,
        "blocks": [listed, *of_measures],
    }


def _months(place):
    return [f"{60 + (place * 7 + month * month * 3) % 40}.{month % 10}" for month in range(len(MONTHS))]


def _series(row, place):
    return {"values": _months(place), "target": "80", "title": f"{row['title']}: 13 months", "breaks": []}


def _chart(row, place):
    from performance.packs import blocks

    values = _months(place)
    return blocks.chart(
        "lines",
        {
            "periods": MONTHS,
            "series": [{"name": row["title"], "values": values, "own": True}],
            "unit": {"after": "%", "decimals": 1},
            "target": "80",
            "target_label": "Target 80%",
        },
        title=f"{row['title']} ({place + 1})",
        subtitle="November 2019 to November 2020",
        words=f"{row['title']}: {values[0]}% at first, {values[-1]}% at last.",
        beside=blocks.table(
            f"{row['title']} {place + 1}",
            [blocks.column("Month"), blocks.column("Figure", blocks.NUMBER)],
            [
                blocks.row(blocks.cell(month), blocks.cell(f"{value}%", value=value))
                for month, value in zip(MONTHS, values, strict=True)
            ],
        ),
    )


def _changed(copy):
    """The same content with one word changed in the middle."""
    sections = [section for section in copy["sections"] if section["kind"] == "trends"]
    sections[len(sections) // 2]["blocks"][5]["subtitle"] += ", corrected"
    return copy


# --- Ways, each in a process of its own ----------------------------------------------------------------


def _try(way, folder):
    done = subprocess.run(  # noqa: S603
        [sys.executable, __file__, way, folder], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def _way(way, folder):
    """Run one way, and print how long it took and the memory that it needed. No way needs a database."""
    council.start(migrated=False)
    name = "changed.json" if way == "changed" else "content.json"
    copy = json.loads((folder / name).read_text())
    result, before = {}, time.process_time()
    with council.seconds(result, "seconds"), _Others() as others:
        pages = RUNS[way](copy, folder)
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    result |= {
        "pages": pages,
        "processor": sum(whose.ru_utime + whose.ru_stime for whose in used) - before,
        "own": _most_memory(os.getpid()),
        "others": others.most,
    }
    print(json.dumps(result))


class _Others(threading.Thread):
    """The most memory of each process that this one started, in MB, looked up while it runs.

    What the system says when such a process has ended will not do: a process begins as a copy of the one that
    starts it, and that counts.
    """

    EVERY = 0.05

    def __init__(self):
        super().__init__(daemon=True)
        self.most = 0
        self._over = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *problem):
        self._over.set()
        self.join()

    def run(self):
        own = os.getpid()
        program = _program(own)
        while not self._over.wait(self.EVERY):
            for process in _beneath(own):
                # One that has the arguments of ours is still that copy.
                if _program(process) != program:
                    self.most = max(self.most, _most_memory(process))


def _beneath(process):
    """The processes that a process started, theirs among them."""
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = tasks.read_text().split()
        except OSError:  # it has ended
            continue
        for child in children:
            yield int(child)
            yield from _beneath(int(child))


def _program(process):
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _most_memory(process):
    """The most memory that a process has had so far, in MB; 0 where it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    # A process that has ended and is still listed has no such line.
    return sum(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _html(copy):
    from django.template.loader import render_to_string

    from performance.packs import printed

    return render_to_string("packs/pack.html", printed.context(copy, content_hash="0" * 64, draft=False))


NUMBERED = '@page { @bottom-right { content: "Page " counter(page) " of " counter(pages) } }'


def _reference(copy, folder):
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from performance.packs import typeface
    from performance.packs.press import setting

    fonts = FontConfiguration()
    styles = [
        CSS(string=typeface.css() + NUMBERED, font_config=fonts),
        CSS(filename=setting.STYLE, font_config=fonts),
    ]
    document = HTML(string=_html(copy)).render(font_config=fonts, stylesheets=styles)
    document.write_pdf()
    return len(document.pages)


def _ours(copy, kept):
    from performance.packs import render

    return render.pdf(copy, content_hash="0" * 64, kept=kept)[1]


def _cold(copy, folder):
    store = folder / f"chunks-{len(json.dumps(copy))}"
    shutil.rmtree(store, ignore_errors=True)
    return _ours(copy, Folder(store))


def _again(copy, folder):
    return _ours(copy, Folder(max(folder.glob("chunks-*"), key=lambda store: store.stat().st_mtime)))


def _chromium(copy, folder):
    from performance.packs import typeface
    from performance.packs.press import setting

    styles = f"<style>{typeface.css()}{setting.STYLE.read_text()}</style></head>"
    (folder / "pack.html").write_text(_html(copy).replace("</head>", styles))
    subprocess.run(  # noqa: S603
        [
            shutil.which("chromium"),
            *("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'browser'}"),
            f"--print-to-pdf={folder / 'chromium.pdf'}",
            (folder / "pack.html").as_uri(),
        ],
        check=True,
        capture_output=True,
    )
    from pikepdf import Pdf

    with Pdf.open(folder / "chromium.pdf") as pdf:
        return len(pdf.pages)


RUNS = {
    "reference": _reference,
    "cold": _cold,
    "unchanged": _again,
    "changed": _again,
    "chromium": _chromium,
}


class Folder:
    """Chunks kept in a folder."""

    def __init__(self, path):
        self._path = path
        path.mkdir(exist_ok=True)

    def get(self, key):
        file = self._path / key
        return file.read_bytes() if file.exists() else None

    def put(self, key, data):
        (self._path / key).write_bytes(data)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _way(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
