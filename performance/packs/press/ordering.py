"""Which chunks are kept from before, which have to be set, and where: in this process or in others."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from performance.packs.press import chunks

HERE = Path(__file__).parent
MADE_WITH = (
    "weasyprint",
    "pydyf",
    "fonttools",
    "tinycss2",
    "tinyhtml5",
    "cssselect2",
    "pyphen",
    "fontpkg-source-sans-3",
)
TEMPLATES = HERE.parents[2] / "templates" / "packs"
MADE_BY = (
    HERE / "setting.py",
    HERE.parent / "fetcher.py",
    HERE.parent / "pdf_ua.py",
    HERE.parent / "typeface.py",
    TEMPLATES / "draft.svg",
    TEMPLATES / "pack.css",
)
# A chunk is a matter of seconds; one that takes so long never ends.
SECONDS = 120


def key(html: str) -> str:
    """What a chunk is kept by: a hash of everything that its pages are made from."""
    return hashlib.sha256(b"\0".join([html.encode(), *_press()])).hexdigest()


def _press():
    """What sets the pages: the versions of the libraries, our own code and the style sheet."""
    return [_versions(), *(path.read_bytes() for path in MADE_BY)]


@cache
def _versions():
    return " ".join(f"{library} {version(library)}" for library in MADE_WITH).encode()


def tagged(pages: list[str], *, kept, pool, told=None) -> list[bytes]:
    """Each HTML as a tagged PDF. `kept` has `get(key)` and `put(key, data)`; `told(done, of)` hears how far.

    `pool` is a `pool.Pool`. What is little is set here where that has not begun: to start a process costs a
    second. Raises `pool.NotSet`.
    """
    keys = [key(html) for html in pages]
    found = {name: kept.get(name) for name in dict.fromkeys(keys)}
    missing = {name: html for name, html in zip(keys, pages, strict=True) if found[name] is None}

    def tell(done):
        if told:
            told(len(found) - len(missing) + done, len(found))

    is_little = sum(html.count("<") for html in missing.values()) <= chunks.WITHIN * chunks.TAGS
    if is_little and not pool.is_running:
        made = _here(missing.values(), tell)
    else:
        made = pool.tagged(list(missing.values()), told=tell)
    for name, data in zip(missing, made, strict=True):
        found[name] = data
        kept.put(name, data)
    return [found[name] for name in keys]


def _here(pages, tell):
    from performance.packs.press import setting  # noqa: PLC0415  (WeasyPrint takes most of a second to load)

    made = []
    for html in pages:
        made.append(setting.tagged(html))
        tell(len(made))
    return made
