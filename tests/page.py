"""A page as a test reads it: what stands in its fields, the rows of its tables, its elements and its text."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """Reads a response.

    `fields` maps names to what stands in them, `rows` are the rows of table bodies as mappings of a column's
    heading to what the cell says, `groups` the headings that stand between rows, `elements` lists tags with
    their attributes, and `text` is all that can be read on the page.
    """

    def __init__(self, response):
        super().__init__()
        self.fields, self.rows, self.elements, self.words = {}, [], [], []
        self._area = self._select = self._cell = self._body = None
        self._headings, self._cells, self.groups = [], [], []
        self.feed(response.content.decode())
        self.close()
        self.text = _joined(self.words)

    def handle_starttag(self, tag, attrs):
        own = dict(attrs)
        self.elements.append((tag, own))
        if tag == "input" and own.get("name"):
            self._input(own)
        elif tag == "textarea":
            self._area = own["name"]
            self.fields[self._area] = ""
        elif tag == "select":
            self._select = own["name"]
            self.fields[self._select] = ""
        elif tag == "option" and "selected" in own:
            self.fields[self._select] = own["value"]
        elif tag in ("thead", "tbody"):
            self._body = tag == "tbody"
        elif tag == "tr":
            self._cells, self._is_heading = [], own.get("class") == "app-group"
            self._is_beneath = own.get("class") == "app-grid__under"
        elif tag in ("td", "th"):
            self._cell = []

    def _input(self, own):
        """What a browser would send of it: nothing for a button, or for a box that is not ticked."""
        kind = own.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" in own:
            self.fields[own["name"]] = own.get("value", "on")
        elif kind not in ("checkbox", "radio", "submit", "button", "reset"):
            self.fields[own["name"]] = own.get("value", "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            # A browser leaves out the line break that follows the opening tag.
            self.fields[self._area] = self.fields[self._area].removeprefix("\r\n").removeprefix("\n")
            self._area = None
        elif tag in ("td", "th"):
            self._cells.append(_joined(self._cell))
            self._cell = None
        elif tag == "tr" and self._is_heading:
            self.groups.append(self._cells[0])
        elif tag == "tr" and self._body and not self._is_beneath:
            self.rows.append(dict(zip(self._headings, self._cells, strict=True)))
        elif tag == "tr" and not self._body:
            self._headings = [heading.rstrip(" ↓↑") for heading in self._cells]

    def handle_data(self, data):
        if self._area is not None:
            self.fields[self._area] += data
        self.words.append(data)
        if self._cell is not None:
            self._cell.append(data)

    def column(self, heading):
        """One column of all the tables that have it."""
        return [row[heading] for row in self.rows if heading in row]


def _joined(words):
    return " ".join(" ".join(words).split())
