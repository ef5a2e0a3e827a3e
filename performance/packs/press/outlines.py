"""The bookmarks of the chunks as one tree."""

from pikepdf import Dictionary


class Outlines:
    """Bookmarks of the first level, with theirs beneath, gathered chunk by chunk."""

    def __init__(self, out):
        self._out = out
        self._items = []

    def add(self, outlines, *, goes_on):
        """Take over a chunk's bookmarks. `goes_on`: those beneath the first belong to the section before."""
        items = _kids(outlines)
        if goes_on and items and self._items:
            before = self._items[-1]
            _hang(before, _kids(before) + _kids(items.pop(0)))
        self._items += items

    def close(self):
        if self._items:
            root = self._out.make_indirect(Dictionary(Type="/Outlines"))
            _hang(root, self._items)
            self._out.Root.Outlines = root


def _kids(item):
    found, kid = [], item.get("/First")
    while kid is not None:
        found.append(kid)
        kid = kid.get("/Next")
    return found


def _hang(item, kids):
    """Put bookmarks beneath another one, in their order, all open."""
    for place, kid in enumerate(kids):
        kid.Parent = item
        for key, other in (("/Prev", place - 1), ("/Next", place + 1)):
            if 0 <= other < len(kids):
                kid[key] = kids[other]
            elif key in kid:
                del kid[key]
    if kids:
        item.First, item.Last = kids[0], kids[-1]
        item.Count = len(kids) + sum(int(kid.get("/Count", 0)) for kid in kids)
