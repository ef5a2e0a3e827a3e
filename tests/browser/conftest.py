"""The browser, and the people in front of it. Each file of tests has its own `product`."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.office import Office
from tests.needs import need

# A busy machine takes its time to answer; what never comes fails all the same.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def chromium():
    need("chromium", "these tests drive Debian's chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture
def office(chromium, product):
    """Where people sit down to work; at the end of a test, nothing may have been found on their pages."""
    with_everybody = Office(chromium, product[0])
    yield with_everybody
    with_everybody.close()
    assert with_everybody.found == [], "\n\n".join(with_everybody.found)
