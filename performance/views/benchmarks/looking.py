"""What every page about published figures begins with: whose council, known when, which group."""

from dataclasses import dataclass, replace

from django.http import Http404

from benchmarking.models import Authority, ComparatorGroup
from performance import access, export, knowing
from performance.benchmarks import addresses, groups


@dataclass(frozen=True)
class Look:
    """The council that is looked at, what may be known of it, and the group it is compared with."""

    council: Authority
    shown: knowing.Shown
    groups: list[ComparatorGroup]
    group: ComparatorGroup | None

    @property
    def knowledge(self):
        return self.shown.knowledge

    @property
    def england(self):
        return groups.of_kind(self.groups, ComparatorGroup.Kind.ENGLAND)

    @property
    def compared(self):
        """The groups whose figures a page with one group needs: it, and England."""
        return list({group.pk: group for group in (self.england, self.group) if group is not None}.values())

    @property
    def group_words(self):
        """The group within a sentence; which list of neighbours it is stands beneath."""
        if self.group is None:
            return "no group"
        is_list = self.group.kind == ComparatorGroup.Kind.NEIGHBOURS
        return "its nearest neighbours" if is_list else self.group.title

    def linked(self, request, rows):
        """The rows with the addresses of their indicators' pages."""
        return [
            row
            | {
                "url": addresses.keeping(request, "indicator", row["slug"]),
                "close_url": addresses.keeping(request, "compare", indicator=row["slug"]),
            }
            for row in rows
        ]

    def context(self, request):
        """What the templates of these pages print."""
        return {
            "council": self.council,
            "shown": self.shown,
            "group": self.group,
            "group_label": groups.label(self.group) if self.group else "",
            "inside": groups.inside_words(self.group, self.council) if self.group else "",
            "kept": knowing.kept(request, "known", "page"),
            "here": "benchmarks",
        }


def for_file(request, shown) -> knowing.Shown:
    """What a request shows; a file leaves the council and is made of what may be republished."""
    if request.GET.get("_export") not in export.FORMATS:
        return shown
    return replace(shown, knowledge=replace(shown.knowledge, public=True))


def look(request, indicators=None) -> Look:
    """What a request looks at. Published figures are for everybody with a role."""
    if not access.has_any_role(request.user):
        raise Http404
    council, shown = knowing.council(request), for_file(request, knowing.shown(request, indicators))
    found = groups.of_council(shown.knowledge, council)
    return Look(council, shown, found, groups.choose(found, request.GET.get("group", "")))
