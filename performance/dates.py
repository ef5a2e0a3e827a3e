"""The product's date: one function, so that a demonstration can stand on another day.

Audit times are always real; this is the day that periods open, fall due and close by.
"""

from django.conf import settings
from django.utils import timezone


def today():
    """Today in Europe/London, or the day that a demonstration has set (`PRODUCT_DATE`)."""
    return settings.PRODUCT_DATE or timezone.localdate()


def day_of(moment):
    """The product's day at a past moment; a demonstration stands on one day for ever."""
    return settings.PRODUCT_DATE or timezone.localdate(moment)
