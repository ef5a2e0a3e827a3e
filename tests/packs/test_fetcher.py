"""Nothing that people type may make the worker read a file or open a connection."""

import importlib

import pytest

from performance.checks import missing_libraries
from performance.packs import typeface
from tests.needs import need
from tests.packs.listening import listening

SECRET = "the-secret-of-the-machine"
NAMESPACES = "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'"


@pytest.fixture(scope="module")
def loader():
    need(not missing_libraries(), f"not installed: {', '.join(missing_libraries())}")
    return importlib.import_module("performance.packs.fetcher")


@pytest.fixture
def folder(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "style.css").write_text("p { color: red }")
    (own / "note.txt").write_text(SECRET)
    (tmp_path / "secret.css").write_text(SECRET)
    (own / "link.css").symlink_to(tmp_path / "secret.css")
    return own


@pytest.fixture
def fetcher(loader, folder):
    return loader.PackFetcher(folder, typeface.FOLDER)


@pytest.fixture
def listener():
    with listening() as server:
        yield server


def test_own_files_and_data_are_loaded(fetcher, folder):
    assert fetcher.fetch((folder / "style.css").as_uri()).read() == b"p { color: red }"
    assert fetcher.fetch(typeface.FILE.as_uri()).read() == typeface.FILE.read_bytes()
    assert fetcher.fetch("data:text/plain,hello").read() == b"hello"


def test_everything_else_is_refused(fetcher, folder, loader, listener):
    address, calls = listener.address, listener.calls
    here = folder.as_posix()
    for url in [
        f"http://{address}/a.png",
        f"HTTP://{address}/a.png",
        f"https://{address}/a.png",
        f"ftp://{address}/a.png",
        f"file://{address}{here}/style.css",
        f"file://localhost{here}/style.css",
        f"file:{here}/style.css?redirect=http://{address}/",
        f"file:{here}/style.css#part",
        "file:///etc/passwd",
        "file:///dev/zero",
        "file:/etc/passwd",
        f"file://{here}/../secret.css",
        f"file://{here}/%2e%2e/secret.css",
        f"file://{here}/link.css",
        f"file://{here}/note.txt",
        f"file://{here}/none.css",
        f"file://{here}",
        "file:style.css",
        "style.css",
        "//example.org/style.css",
        "/etc/passwd",
        "jar:file:///etc/passwd",
        "gopher://example.org/",
        "",
    ]:
        with pytest.raises(loader.Refused):
            fetcher.fetch(url)
    assert calls == []


def test_an_address_cannot_break_out_with_a_null_byte(fetcher, folder):
    with pytest.raises(ValueError, match="null byte"):
        fetcher.fetch(f"file://{folder.as_posix()}/style.css%00.txt")


def test_a_redirect_is_not_followed(fetcher, folder, loader):
    """What loads data cannot be answered with another address: there is no handler for that."""
    assert not any("redirect" in name.lower() for name in map(repr, fetcher.handlers))
    with pytest.raises(loader.Refused):
        fetcher.open("http://example.org/")


@pytest.mark.pack
def test_hostile_html_loads_nothing(loader, fetcher, listener, tmp_path):
    """Even if markup came through: every way of HTML, CSS and SVG to load something is tried."""
    from weasyprint import CSS, HTML  # noqa: PLC0415  (needs libraries of the system)

    address, calls = listener.address, listener.calls
    (tmp_path / "secret.txt").write_text(SECRET)
    secret, far = (tmp_path / "secret.txt").as_uri(), f"http://{address}/a"
    markup = "".join(
        f"""<img src="{url}"><img srcset="{url} 2x"><object data="{url}"></object><embed src="{url}">
        <iframe src="{url}"></iframe><link rel="stylesheet" href="{url}"><link rel="attachment" href="{url}">
        <a rel="attachment" href="{url}">a</a><base href="{url}"><p style="background: url({url})">p</p>
        <p style="content: url({url})">p</p><style>@import url({url}); @import "{url}";
        @font-face {{ font-family: x; src: url({url}) }} li {{ list-style-image: url({url}) }}</style>
        <svg {NAMESPACES} width="9" height="9">
        <image href="{url}" width="9" height="9"/><image xlink:href="{url}" width="9" height="9"/>
        <use href="{url}#a"/><style>@import url({url});</style></svg>
        <img src="data:image/svg+xml,%3Csvg {NAMESPACES}%3E%3Cimage href='{url}'/%3E%3C/svg%3E">"""
        for url in (far, secret, "../../secret.txt")
    )
    style = CSS(string=f"@import url({far}); body {{ background: url({secret}) }}", url_fetcher=fetcher)
    source = HTML(string=markup, base_url=str(tmp_path), url_fetcher=fetcher)
    data = source.write_pdf(stylesheets=[style], uncompressed_pdf=True)
    assert calls == []
    assert SECRET.encode() not in data
