"""System checks: what would make this installation fail later is said at start, with what to do."""

import ctypes.util

from django.conf import settings
from django.core.checks import Error, Warning, register

PANGO = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}


@register()
def product_date_is_for_demonstrations(app_configs, **kwargs):
    if settings.PRODUCT_DATE and not settings.DEBUG:
        return [
            Error(
                "PRODUCT_DATE is set on an installation that is not for demonstration.",
                hint="Remove PRODUCT_DATE, or set DEBUG=true on a development copy.",
                id="performance.E001",
            )
        ]
    return []


def missing_libraries():
    """The Debian packages that rendering a PDF still needs on this machine."""
    return [package for library, package in PANGO.items() if not ctypes.util.find_library(library)]


@register()
def rendering_libraries_are_installed(app_configs, **kwargs):
    missing = missing_libraries()
    if not missing:
        return []
    return [
        Warning(
            f"Packs cannot be rendered: {', '.join(missing)} is not installed.",
            hint=f"sudo apt-get install {' '.join(missing)}",
            id="performance.W001",
        )
    ]
