"""Groups to compare with: England, regions, types of council, nearest neighbours, own lists."""

from django.db import models
from django.db.models import F, Q

from benchmarking.models.areas import Authority
from benchmarking.models.sources import Source


class ComparatorGroup(models.Model):
    """A group of authorities with dated members.

    A nearest-neighbour group belongs to one authority (`of`), which is never a member of its own list.
    England, regions and types include whichever council is looked at; `listed` is how many a list named
    before it was narrowed to councils that can have a figure, so that n can be read against it.
    """

    class Kind(models.TextChoices):
        ENGLAND = "england", "England"
        REGION = "region", "Region"
        TYPE = "type", "Type of council"
        NEIGHBOURS = "neighbours", "Nearest neighbours"
        OWN = "own", "Own list"

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind)
    of = models.ForeignKey(Authority, models.PROTECT, null=True, blank=True, related_name="neighbour_groups")
    listing = models.CharField(
        max_length=120, blank=True, help_text="Which list: “ONS similar areas (global)”, “CIPFA 2021”."
    )
    listed = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True, help_text="What was left out when the list was loaded, and why.")
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="groups")

    class Meta:
        ordering = ["kind", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["england", "region", "type", "neighbours", "own"]), name="group_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind="neighbours", of__isnull=False) | ~Q(kind="neighbours") & Q(of__isnull=True),
                name="group_neighbours_have_one",
            ),
            models.UniqueConstraint(
                fields=["of", "listing"], condition=Q(kind="neighbours"), name="group_neighbours_once"
            ),
        ]

    def __str__(self):
        return self.title


class GroupName(models.Model):
    """A code or spelling under which files print a group: "E", "Eastern", "East of England", "E12000006"."""

    group = models.ForeignKey(ComparatorGroup, models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120, unique=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class MembershipQuerySet(models.QuerySet):
    """Memberships by when they hold."""

    def on(self, day):
        """Those that hold on `day`; without a first or a last day they hold from ever or for ever."""
        return self.filter(Q(first_day__isnull=True) | Q(first_day__lte=day)).filter(
            Q(last_day__isnull=True) | Q(last_day__gte=day)
        )


class Membership(models.Model):
    """One authority's place in a group, and the days for which it holds; `place` orders a list."""

    group = models.ForeignKey(ComparatorGroup, models.CASCADE, related_name="memberships")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="memberships")
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["group", "place", "authority"]
        constraints = [
            models.UniqueConstraint(fields=["group", "authority"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True)
                | Q(last_day__isnull=True)
                | Q(last_day__gte=F("first_day")),
                name="membership_dates_in_order",
            ),
        ]

    def __str__(self):
        return f"{self.authority} in {self.group}"
