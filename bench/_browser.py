"""A browser of the least kind: one person's cookies and connection, and the forms that a page gives."""

import http.client
import time
from html.parser import HTMLParser
from urllib.parse import urlencode

TIMEOUT = 120


class Form(HTMLParser):
    """The fields of the form on a page that has a field of this name, as a browser would send them."""

    def __init__(self, page, holding):
        super().__init__()
        self.holding, self.fields, self.found = holding, {}, None
        self._open = self._area = self._select = None
        self.boxes = set()
        self.feed(page)
        if self.found is None:
            raise AssertionError(f"no form with {holding!r} on the page")

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self._open, self._boxes = {}, set()
        if self._open is None:
            return
        name = given.get("name")
        if tag == "input" and name:
            if given.get("type") in ("checkbox", "radio"):
                self._boxes.add(name)
                if "checked" in given:
                    self._open[name] = given.get("value", "on")
            elif given.get("type") != "submit":
                self._open[name] = given.get("value") or ""
        elif tag == "textarea" and name:
            self._area = name
            self._open[name] = ""
        elif tag == "select" and name:
            self._select = name
            self._open.setdefault(name, "")
        elif tag == "option" and self._select and "selected" in given:
            self._open[self._select] = given.get("value", "")

    def handle_data(self, data):
        if self._open is not None and self._area:
            self._open[self._area] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._area:
            # The first line break after the tag is not part of the text.
            self._open[self._area] = self._open[self._area].removeprefix("\n").removeprefix("\r\n")
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "form" and self._open is not None:
            if self.found is None and (self.holding in self._open or self.holding in self._boxes):
                self.found, self.boxes = self._open, self._boxes
            self._open = None


class Browser:
    """One person at one computer. `answers` collects (what, status, seconds) of every request."""

    def __init__(self, port, answers):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self.cookies, self.answers = {}, answers

    def get(self, path, what):
        return self._ask("GET", path, None, what)

    def post(self, path, fields, what):
        return self._ask("POST", path, urlencode(fields, doseq=True), what)

    def _answer(self, method, path, body, headers):
        """As browsers do, with another connection where an idle one was closed; forms are sent once."""
        self.connection.request(method, path, body, headers)
        try:
            return self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            if method != "GET":
                raise
            self.connection.close()
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()

    def _ask(self, method, path, body, what):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        try:
            response = self._answer(method, path, body, headers)
            page = response.read().decode()
            status = response.status
        except (OSError, http.client.HTTPException) as problem:
            self.connection.close()
            status, page, response = f"{type(problem).__name__}", "", None
        self.answers.append((what, status, time.perf_counter() - began))
        for cookie in response.headers.get_all("Set-Cookie") or [] if response else []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return status, page
