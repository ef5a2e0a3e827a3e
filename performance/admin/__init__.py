"""The administrators' site: people, measures, targets, periods, scorecards, rules; and what happened.

Nothing here can break a rule that the application keeps: figures and packs are not edited in the admin at
all, targets are superseded and never changed, and every change writes the audit trail.
"""

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import Group  # from here, because importing it is what registers groups

from performance.admin import (
    benchmarking,
    directorates,
    figure_imports,
    figures,
    imports,
    jobs,
    measures,
    people,
    periods,
    rules,
    scorecards,
    targets,
    tokens,
)

# What it is about, in words, which also lists it after what administrators come for.
apps.get_app_config("axes").verbose_name = "Sign-in attempts"
# Rights come from role rows alone; groups would look as if they gave some.
admin.site.unregister(Group)

__all__ = [
    "benchmarking",
    "directorates",
    "figure_imports",
    "figures",
    "imports",
    "jobs",
    "measures",
    "people",
    "periods",
    "rules",
    "scorecards",
    "targets",
    "tokens",
]
