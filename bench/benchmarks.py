"""Statistics and positions of all national figures, beside reading and writing the same rows bare.

    .venv/bin/python bench/benchmarks.py                  SQLite, and PostgreSQL where one is installed
    .venv/bin/python bench/benchmarks.py --times 100      the same with 100 times the rows, and its memory
    .venv/bin/python bench/benchmarks.py --database URL   a database of your own, which has to be empty

The reference reads the same columns with one SELECT, does the same arithmetic on arrays, and writes as many
finished rows with one statement a table: nothing is compared with what is held, prepared, locked or logged.
Both databases are held to have come to the same rows.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import _council as council

POSTGRES = Path(council.ROOT, "tests", "postgres.sh")
COLUMNS = "indicator_id, breakdown, year, authority_id, source_id, ends_on, value, numerator, denominator"
TABLES = ("benchmarking_statistic", "benchmarking_position")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--database", help="the URL of an empty database")
    options.add_argument("--times", type=int, default=1, help="as many copies of every indicator")
    given = options.parse_args()
    if given.database:
        measure(given.database, given.times)
        return 0
    found = [run(f"sqlite:///{tempfile.mkdtemp(prefix='scrutineer-bench-')}/bench.sqlite3", given.times)]
    if subprocess.run([POSTGRES, "found"], check=False).returncode:  # noqa: S603
        print("\nPostgreSQL is not installed here: measured on SQLite alone.")
        return 0
    with tempfile.TemporaryDirectory(prefix="scrutineer-pg-") as folder:
        started = subprocess.run([POSTGRES, "start", folder], check=True, capture_output=True, text=True)  # noqa: S603
        try:
            found.append(run(started.stdout.strip(), given.times))
        finally:
            subprocess.run([POSTGRES, "stop", folder], check=False)  # noqa: S603
    same = len(set(found)) == 1
    print(f"\nThe same rows on both databases: {'yes' if same else 'NO'}")
    return 0 if same else 1


def run(database, times):
    """Measure in a process of its own, and return its last line: what tells its rows from others."""
    options = ["--database", database, "--times", str(times)]
    done = subprocess.run(  # noqa: S603
        [sys.executable, __file__, *options], check=True, stdout=subprocess.PIPE, text=True
    )
    printed, _, digest = done.stdout.rstrip().rpartition("\n")
    print(printed)
    return digest


def measure(database, times):
    council.start(DATABASE_URL=database)
    from django.db import connection

    from benchmarking import recomputing
    from benchmarking.demonstration import load_benchmarks
    from benchmarking.models import Indicator, Observation, Position, Statistic

    load_benchmarks()
    copy_indicators(times - 1)
    Position.objects.all().delete()
    Statistic.objects.all().delete()
    result = {}
    with council.seconds(result, "all"):
        counts = recomputing.recompute_all()
    with council.seconds(result, "again"):
        again = recomputing.recompute_all()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    digest = bare = ""
    if times == 1:
        digest = digest_of_rows()
        reference(result)
        bare = f"{result['reference']:.2f} s"
    one = Observation.objects.exclude(value=None).order_by("pk").last()
    Observation.objects.filter(pk=one.pk).update(value=one.value + 1)
    with council.seconds(result, "one"):
        changed = recomputing.recompute([one.indicator_id])
    council.table(
        f"Comparing councils, {connection.vendor}",
        (
            "indicators",
            "figures",
            "rows derived",
            "from nothing",
            "bare",
            "ratio",
            "nothing changed",
            "one figure changed",
            "peak memory",
        ),
        [
            (
                Indicator.objects.count(),
                f"{Observation.objects.count():,}",
                f"{counts.statistics + counts.positions:,}",
                f"{result['all']:.2f} s",
                bare,
                f"{result['all'] / result['reference']:.2f}" if bare else "",
                f"{result['again']:.2f} s ({again.differed} written)",
                f"{result['one'] * 1000:.0f} ms ({changed.added} written)",
                f"{memory:.0f} MiB",
            )
        ],
    )
    print(f"\n{digest}")


def reference(result):
    """Read, compute and write the same bare; what is read apart is read before the clock starts."""
    import numpy as np
    from django.db import connection, transaction

    from benchmarking import deriving, editions
    from benchmarking.models import Indicator

    known = editions.read(list(Indicator.objects.values_list("pk", flat=True)))
    groups = deriving.members_of_groups()
    with connection.cursor() as cursor:
        finished = {}
        for table in TABLES:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                    finished[table] = b"".join(copy)
            else:
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
                finished[table] = cursor.fetchall()
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        with council.seconds(result, "reference"), transaction.atomic():
            cursor.execute(f"SELECT {COLUMNS} FROM benchmarking_observation")  # noqa: S608
            np.array([row[-3:] for row in cursor.fetchall()], dtype=float)
            deriving.derive(known, groups)
            for table, rows in finished.items():
                if connection.vendor == "postgresql":
                    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                        copy.write(rows)
                else:
                    marks = ", ".join(["%s"] * len(rows[0]))
                    cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


def copy_indicators(copies):
    """Every indicator with all its observations, over again under another name; the database copies."""
    from django.db import connection

    from benchmarking.models import Indicator, Observation

    columns = [
        field.column for field in Observation._meta.fields if field.column not in ("id", "indicator_id")
    ]
    listed = ", ".join(columns)
    originals = list(Indicator.objects.all())
    with connection.cursor() as cursor:
        for number in range(copies):
            for original in originals:
                copy = Indicator.objects.get(pk=original.pk)
                copy.pk, copy.slug = None, f"{original.slug[:70]}-{number}"
                copy.save()
                cursor.execute(
                    f"INSERT INTO benchmarking_observation (indicator_id, {listed}) "  # noqa: S608
                    f"SELECT %s, {listed} FROM benchmarking_observation WHERE indicator_id = %s",
                    [copy.pk, original.pk],
                )


def digest_of_rows():
    """What tells these derived rows from any others, whatever ids a database gave."""
    from benchmarking.models import Position, Statistic

    said = sha256()
    for model in (Statistic, Position):
        names = [field.name for field in model._meta.fields if field.name != "id"]
        spelled = {"indicator": "indicator__slug", "group": "group__slug", "authority": "authority__code"}
        key = [spelled.get(name, name) for name in names]
        for row in sorted(map(repr, model.objects.values_list(*key))):
            said.update(row.encode())
    return said.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
