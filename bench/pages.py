"""Queries and time of each page for a small and a large council, in one process, without the network."""

import statistics
import time

import _council as council

council.start()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from performance import recompute
from performance.demonstration import cycle, load
from performance.models import Person

PAGES = [
    ("olive.owner", "/my-measures/"),
    ("olive.owner", "/dashboard/"),
    ("olive.owner", "/measures/admissions-65-plus/"),
    ("mary.manager", "/approval/"),
    ("clive.clerk", "/packs/"),
    ("clive.clerk", "/dashboard/?_export=xlsx"),
]
REPEATS = 5


def measure(client, path):
    """Queries of one request, and the median milliseconds of several."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    count = len(queries)
    assert response.status_code == 200, (path, response.status_code)
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - began) * 1000)
    return count, statistics.median(times)


found = {}
sizes = (30, 300)
for size in sizes:
    council.build(size)
    for figure in cycle.figures_of("2020-11"):
        cycle.submit(figure, today=load.PRODUCT_DATE)
        cycle.approve(figure)
    recompute.recompute_everything()
    for email, path in PAGES:
        client = Client()
        client.force_login(Person.objects.get(email=f"{email}@example.org"))
        found[email, path, size] = measure(client, path)
council.table(
    f"Pages, SQLite, {sizes[0]} and {sizes[1]} measures",
    ("page", "as", *(f"queries at {size}" for size in sizes), *(f"ms at {size}" for size in sizes)),
    [
        (
            path,
            email,
            *(found[email, path, size][0] for size in sizes),
            *(f"{found[email, path, size][1]:.0f}" for size in sizes),
        )
        for email, path in PAGES
    ],
)
