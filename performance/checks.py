"""System checks: what would make this installation fail later is said at start, with what to do."""

import ctypes.util
from urllib.parse import urlsplit

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


@register()
def links_in_mails_lead_somewhere(app_configs, **kwargs):
    """A host name that only matches others, such as ".example.gov.uk" or "*", is nobody's address."""
    address = urlsplit(settings.SITE_ADDRESS)
    host = address.hostname or ""
    if address.scheme in ("http", "https") and host and not host.startswith((".", "*")):
        return []
    return [
        Error(
            f"Links in mails would begin with “{settings.SITE_ADDRESS}”, which is no address.",
            hint="Set SITE_ADDRESS to where people reach the site, such as https://performance.example.gov.uk.",
            id="performance.E002",
        )
    ]


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
