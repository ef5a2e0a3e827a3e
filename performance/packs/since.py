"""What changed between two packs: the rows of a frozen one beside those of another. Pure."""

from dataclasses import dataclass, field

from performance.packs import layers


@dataclass(frozen=True)
class Pair:
    """One measure then and now, as plain rows of content."""

    was: dict
    now: dict

    @property
    def title(self):
        return self.now["title"]


@dataclass
class Since:
    """Measures by what became of them; a measure may have arrived and have a status for the first time."""

    better: list = field(default_factory=list)
    worse: list = field(default_factory=list)
    newly_rated: list = field(default_factory=list)
    not_rated_now: list = field(default_factory=list)
    # Rated on another scale now.
    otherwise: list = field(default_factory=list)
    same: list = field(default_factory=list)
    # There was no figure in the earlier pack that should have been, and there is one now.
    arrived: list = field(default_factory=list)
    added: list = field(default_factory=list)
    gone: list = field(default_factory=list)

    @property
    def changed(self):
        return [*self.worse, *self.better, *self.newly_rated, *self.not_rated_now, *self.otherwise]


def rows_of(copy) -> dict:
    """The rows and headline facts of a copy of content, of any readable format, by their measures' slugs."""
    return {row["slug"]: row for row in layers.rows_of(copy)}


def compare(was, now) -> Since:
    """Rows then beside rows now, each by slug.

    A status is better or worse where both were given on one scale; the first level of a scale is its best.
    """
    since = Since()
    for slug, row in now.items():
        if slug not in was:
            since.added.append(row)
            continue
        pair = Pair(was[slug], row)
        # A reason why there is none, or a small count that is suppressed, is no figure that came.
        is_here = not (row["is_missing"] or row["in_development"] or row["figure"]["absence"])
        if pair.was["is_missing"] and is_here:
            since.arrived.append(pair)
        found = _moved(pair.was["status"], row["status"])
        if found:
            getattr(since, found).append(pair)
    since.gone = [row for slug, row in was.items() if slug not in now]
    return since


@dataclass(frozen=True)
class Goal:
    """A measure whose target, or what each level takes of it, is another than it was within the year."""

    title: str
    what: str
    was: str
    now: str


def goals(was, now) -> list[Goal]:
    """Targets and limits that changed between two copies of one year; of another year all are new.

    Each copy as far as it is read: {"year", "rows" by slug, "limits", "scales"}. A milestone is another in
    each quarter, and that is no change.
    """
    if was["year"] != now["year"]:
        return []
    found = []
    for slug, row in now["rows"].items():
        before = was["rows"].get(slug)
        if before is None or row["target"]["is_milestone"] or before["target"]["is_milestone"]:
            continue
        pairs = (("Target", _target(before), _target(row)),)
        pairs += (("Limits", _limits(before["title"], was), _limits(row["title"], now)),)
        # Limits that came or went with a target are said with it.
        found += [Goal(row["title"], *each) for each in pairs if each[1] != each[2] and all(each)]
    return found


def _target(row):
    target = row["target"]
    return ", ".join(part for part in (target["text"], target["companion"]) if part) or "No target"


def _limits(title, copy):
    """The rule that judges a measure, and what each of its levels takes, in words; "" where none does."""
    words = {
        (str(scale["id"]), level["code"]): level["word"]
        for scale in copy["scales"]
        for level in scale["levels"]
    }
    for entry in copy["limits"]:
        if any(named == title or named.startswith(f"{title}: ") for named in entry["measures"]):
            levels = [
                f"{words[str(entry['scale']), level['code']].lower()} {level['reach']}"
                for level in entry["levels"]
            ]
            return f"{entry['rule']}: {'; '.join(levels)}"
    return ""


def _moved(was, now):
    """The list of `Since` that two statuses belong to; "" where neither rates."""
    if not was["shape"]:
        return "newly_rated" if now["shape"] else ""
    if not now["shape"]:
        return "not_rated_now"
    if was["scale"] != now["scale"]:
        return "otherwise"
    if was["position"] == now["position"]:
        return "same"
    return "better" if now["position"] < was["position"] else "worse"
