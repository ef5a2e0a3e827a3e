"""How long the demonstration's pack takes, from snapshot to tagged PDF."""

import _council as council

council.start()

from datetime import date

from performance import recompute
from performance.demonstration import cycle, load, meeting
from performance.packs import content, render

council.build(30)
for figure in cycle.figures_of("2020-11"):
    cycle.submit(figure, today=load.PRODUCT_DATE)
    cycle.approve(figure)
recompute.recompute_due()
pack = meeting.prepare(
    meeting.Meeting(period=load.period_of("2020-11"), title="Measured", meeting_on=date(2021, 1, 18))
)
result = {}
with council.seconds(result, "snapshot"):
    snapshot = content.build(pack, prepared_on=load.PRODUCT_DATE)
digest = content.content_hash(snapshot)
with council.seconds(result, "first"):
    data, pages = render.pdf(snapshot, content_hash=digest, draft=False)
with council.seconds(result, "second"):
    again, _ = render.pdf(snapshot, content_hash=digest, draft=False)
council.table(
    "The demonstration's pack",
    ("measures", "pages", "bytes", "snapshot", "first rendering", "second rendering", "same bytes"),
    [
        (
            30,
            pages,
            f"{len(data):,}",
            f"{result['snapshot']:.2f} s",
            f"{result['first']:.2f} s",
            f"{result['second']:.2f} s",
            "yes" if data == again else "NO",
        )
    ],
)
