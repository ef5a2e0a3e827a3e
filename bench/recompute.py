"""How long judging takes, beside reading and writing the same rows without judging anything."""

import _council as council

council.start()

from django.db import transaction

from performance import recompute, recompute_requests
from performance.models import Assessment, Submission

SIZES = (30, 250)
rows = []
for size in SIZES:
    council.build(size)
    result = {}
    Assessment.objects.all().delete()
    with council.seconds(result, "all"):
        run = recompute.recompute_everything()
    with council.seconds(result, "again"):
        again = recompute.recompute_everything()
    one = Submission.objects.in_force().latest("pk").measure
    recompute_requests.request_many([one.pk], now=run.started_at)
    with council.seconds(result, "one"):
        recompute.recompute_due()
    # The reference: the same rows read and as many rows written, with no judging in between.
    stored = list(Assessment.objects.all())
    with council.seconds(result, "reference"), transaction.atomic():
        list(Submission.objects.in_force().with_measure())
        Assessment.objects.all().delete()
        for row in stored:
            row.pk = None
        Assessment.objects.bulk_create(stored, batch_size=recompute.BATCH)
    rows.append(
        (
            size,
            run.computed,
            f"{result['all']:.2f} s",
            f"{result['reference']:.2f} s",
            f"{result['all'] / result['reference']:.1f}",
            f"{result['again']:.2f} s ({again.differed} differed)",
            f"{result['one'] * 1000:.0f} ms",
        )
    )
council.table(
    "Recomputing assessments, SQLite",
    ("measures", "figures", "from nothing", "read + write alone", "ratio", "nothing changed", "one measure"),
    rows,
)
