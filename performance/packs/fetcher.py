"""What a pack may load while it is set: its own typeface, style sheet and watermark, and nothing else.

A committee's paper is made from text that many people typed. Nothing in it may make the worker open a
network connection or read a file of the machine.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

MEDIA_TYPES = {".ttf": "font/ttf", ".css": "text/css", ".svg": "image/svg+xml"}


class Refused(ValueError):
    """An address that a pack may not load; WeasyPrint leaves the thing out and goes on."""


class PackFetcher(URLFetcher):
    """Loads `data:` addresses, and files in the given folders; refuses every other address."""

    def __init__(self, *folders):
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False)
        self._folders = [Path(folder).resolve(strict=True) for folder in folders]

    def fetch(self, url, headers=None):
        """The resource at `url`. Raises Refused, before anything is opened, for what may not be loaded."""
        scheme = url.partition(":")[0].lower()
        if scheme == "data":
            return super().fetch(url, headers)
        if scheme != "file":
            raise Refused(f"A pack loads nothing from {url[:80]!r}.")
        path = self._allowed(url)
        return URLFetcherResponse(
            path.as_uri(), path.read_bytes(), {"Content-Type": MEDIA_TYPES[path.suffix]}
        )

    def _allowed(self, url):
        """The file behind a `file:` address, after every link in its path was followed."""
        parts = urlsplit(url)
        if parts.netloc or parts.query or parts.fragment:
            raise Refused("A pack loads files of this machine by their path alone.")
        path = Path(unquote(parts.path)).resolve()
        inside = any(path.is_relative_to(folder) for folder in self._folders)
        if not inside or path.suffix not in MEDIA_TYPES or not path.is_file():
            raise Refused("A pack loads its own typeface, style sheet and watermark only.")
        return path
