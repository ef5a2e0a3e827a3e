"""The product's date: one function, so that a demonstration can stand on another day.

Audit times are always real; this is the day that periods open, fall due and close by.
"""

from django.conf import settings
from django.utils import timezone


def today():
    """Today in Europe/London, or the day that a demonstration has set (`PRODUCT_DATE`)."""
    return settings.PRODUCT_DATE or timezone.localdate()
