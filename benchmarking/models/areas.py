"""Authorities, current and former, with every code and spelling under which files print them."""

from django.db import models
from django.db.models import F, Q


class AuthorityQuerySet(models.QuerySet):
    """Authorities by what they are and when they existed."""

    def in_england_with_social_care(self):
        """Counties, unitaries, metropolitan districts and London boroughs of England, of any time."""
        return self.filter(nation="England", tier__in=[Authority.Tier.UPPER, Authority.Tier.UNITARY])

    def existing_on(self, day):
        """Started by `day` and not ended before it; an unknown start is long ago."""
        return self.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=day)).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )


class Authority(models.Model):
    """Any council, current or former. `code` is the register's, for example LEC.

    `ends_on` is the last day on which it existed. One that was split or merged names its successors; no year
    counts it together with them.
    """

    class Tier(models.TextChoices):
        UPPER = "upper", "County"
        UNITARY = "unitary", "Single tier"
        LOWER = "lower", "District"
        OTHER = "other", "Other"

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=120)
    gss_code = models.CharField("GSS code", max_length=9, blank=True)
    nation = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=60, blank=True)
    kind = models.CharField(
        "type",
        max_length=60,
        blank=True,
        help_text="As the source of the figures classes it: Shire Counties.",
    )
    tier = models.CharField(max_length=7, choices=Tier, default=Tier.OTHER)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="predecessors")

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        ordering = ["short_name"]
        verbose_name_plural = "authorities"
        constraints = [
            models.CheckConstraint(
                condition=Q(tier__in=["upper", "unitary", "lower", "other"]), name="authority_tier"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="authority_dates_in_order",
            ),
        ]

    def __str__(self):
        return self.name


class AuthorityCode(models.Model):
    """A code under which some scheme prints an authority, and the days for which it meant this one.

    Code 809 of the adult social care collections is two different Dorsets, before and from 1 April 2019.
    """

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=20, help_text="gss, or the name of the collection: ascof.")
    code = models.CharField(max_length=20)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["scheme", "code", "first_day"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code", "authority"], name="authority_code_once")
        ]

    def __str__(self):
        return f"{self.scheme} {self.code}"


class AuthorityName(models.Model):
    """A spelling under which files print an authority; `key` is it as `resolving.key_of` folds it."""

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="names")
    name = models.CharField(max_length=160)
    key = models.CharField(max_length=160, db_index=True, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["key", "authority"], name="authority_name_once")]

    def __str__(self):
        return self.name
