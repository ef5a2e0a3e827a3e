"""The field that every figure is stored in."""

from django.db import models

from performance.rules.numbers import MAX_DIGITS, STORED_PLACES


def figure_field(**options):
    """A figure in whole units: twelve digits before the point and six after (`rules.numbers`)."""
    return models.DecimalField(max_digits=MAX_DIGITS, decimal_places=STORED_PLACES, **options)
