"""A council of a given size on a database of its own, for the measurements."""

import os
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def start(*, migrated=True, **environment):
    """Django on a temporary SQLite database; nothing of a development copy is touched.

    `migrated` is False where nothing is read from it; `environment` is what a measurement has otherwise:
    another database, its own date.
    """
    sys.path.insert(0, str(ROOT))
    folder = tempfile.mkdtemp(prefix="scrutineer-bench-")
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "for-measurements-only",
            "DEBUG": "true",
            "PRODUCT_DATE": "2020-12-10",
            "VAR_DIR": folder,
            "REDIS_URL": "",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            **environment,
        }
    )
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    if migrated:
        call_command("migrate", verbosity=0)


@contextmanager
def seconds(result, name):
    """Add the time that a block took to `result[name]`."""
    began = time.perf_counter()
    yield
    result[name] = time.perf_counter() - began


def table(title, headings, rows):
    """Print a table that a person can read."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [headings, *texts]) for i in range(len(headings))]
    print(f"\n{title}\n")
    for row in [headings, ["-" * width for width in widths], *texts]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def build(measure_count, months=12):
    """The demonstration council, filled up to `measure_count` measures with `months` months each."""
    from django.utils import timezone

    from performance.demonstration import load
    from performance.models import (
        Measure,
        MeasureCode,
        MeasureRole,
        Period,
        Person,
        Placement,
        RagRule,
        Section,
        Submission,
        Target,
        TargetLimit,
    )

    load.load_council()
    now = timezone.now()
    directorate = Measure.objects.first().directorate
    section = Section.objects.filter(children__isnull=True).first()
    framework = MeasureCode.objects.first().framework
    olive = Person.objects.get(email="olive.owner@example.org")
    rule = RagRule.objects.get(basis="points")
    year = Period.objects.get(kind="year", start=date(2020, 4, 1))
    periods = list(Period.objects.filter(kind="month", year=year).order_by("start"))[:months]
    extra = range(max(measure_count - Measure.objects.count(), 0))
    measures = Measure.objects.bulk_create(
        Measure(
            slug=f"made-up-{n}",
            title=f"Made-up measure {n}",
            unit_kind="percent",
            decimals=1,
            polarity="high",
            directorate=directorate,
        )
        for n in extra
    )
    MeasureCode.objects.bulk_create(
        MeasureCode(measure=m, framework=framework, code=m.slug) for m in measures
    )
    MeasureRole.objects.bulk_create(MeasureRole(measure=m, person=olive, kind="owner") for m in measures)
    Placement.objects.bulk_create(
        Placement(section=section, measure=m, position=1000 + n) for n, m in enumerate(measures)
    )
    targets = Target.objects.bulk_create(
        Target(
            measure=m,
            year=year,
            kind="at_least",
            value=Decimal(80),
            as_entered="80%",
            rule=rule,
            recorded_at=now,
            effective_on=year.start,
        )
        for m in measures
    )
    limits = list(rule.limits.all())
    TargetLimit.objects.bulk_create(
        TargetLimit(target=t, level=limit.level, reach=limit.reach) for t in targets for limit in limits
    )
    Submission.objects.bulk_create(
        (
            Submission(
                measure=m,
                period=period,
                status="published",
                origin="imported",
                source="made up for a measurement",
                value=Decimal(70 + (n * 7 + k * 3) % 25),
                created_at=now,
                in_force_at=now,
            )
            for n, m in enumerate(measures)
            for k, period in enumerate(periods)
        ),
        batch_size=500,
    )
