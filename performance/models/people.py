"""People, the parts of the council they answer for, and the roles that are the only source of rights."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower

from performance import dates


class PersonManager(BaseUserManager):
    """Makes people; `createsuperuser` makes an administrator."""

    def create_user(self, email, password=None, **fields):
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email, password=None, **fields):
        person = self.create_user(email, password, **fields)
        Role.objects.create(person=person, kind=Role.Kind.ADMINISTRATOR)
        return person

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class Person(AbstractBaseUser):
    """Somebody who signs in. Public papers name the post, never the person."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True, help_text="The post printed in public papers.")
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField(auto_now_add=True, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_any_case")]

    def __str__(self):
        return self.name

    def get_short_name(self):
        return self.name.split()[0] if self.name else self.email

    # The admin site asks these; they read the role rows and nothing else.
    @property
    def is_staff(self):
        return self.is_administrator

    @property
    def is_superuser(self):
        return self.is_administrator

    @property
    def is_administrator(self):
        return self.is_active and any(role.kind == Role.Kind.ADMINISTRATOR for role in self.held_roles)

    @property
    def held_roles(self):
        """Own roles and those of the managers covered today, read once for each loaded person."""
        if not hasattr(self, "_held_roles"):
            hold_roles([self])
        return self._held_roles

    def has_perm(self, perm, obj=None):
        return self.is_administrator

    def has_perms(self, perm_list, obj=None):
        return self.is_administrator

    def has_module_perms(self, app_label):
        return self.is_administrator


def hold_roles(people):
    """Read what `Person.held_roles` of many people says, in two queries.

    A deputy holds a covered manager's own roles of sign-off and nothing else: not what that manager holds by
    covering a third, and nothing once that manager's account has ended. Whoever has become a performance
    officer or a clerk since the cover was arranged, and is no manager, approves nothing by it.
    """
    held = {person.pk: [] for person in people if person.pk}
    deputies = {}
    cover = Cover.objects.on(dates.today()).filter(deputy__in=held, person__is_active=True)
    for manager, deputy in cover.values_list("person", "deputy"):
        deputies.setdefault(manager, set()).add(deputy)
    roles = list(Role.objects.filter(person__in=[*held, *deputies]).select_related("person"))
    for role in roles:
        if role.person_id in held:
            held[role.person_id].append(role)
    barred = {pk for pk, own in held.items() if _approves_nothing({role.kind for role in own})}
    for role in roles:
        if role.kind == Role.Kind.MANAGER:
            for deputy in deputies.get(role.person_id, set()) - barred:
                held[deputy].append(role)
    for person in people:
        person._held_roles = held.get(person.pk, [])


def _approves_nothing(kinds):
    """Whether the office that somebody holds keeps them from signing off in another's place."""
    return bool(kinds & {Role.Kind.OFFICER, Role.Kind.CLERK}) and Role.Kind.MANAGER not in kinds


class Directorate(models.Model):
    """A part of the council with a director, for example Adults and Communities."""

    name = models.CharField(max_length=120, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    sign_off_levels = models.PositiveSmallIntegerField(
        "levels of sign-off",
        default=1,
        choices=[(1, "One: a manager"), (2, "Two: a manager, then a second-level manager")],
        help_text="How many people approve a figure, one after the other.",
    )

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sign_off_levels__in=[1, 2]), name="directorate_sign_off_levels"
            ),
        ]

    def __str__(self):
        return self.name


class Service(models.Model):
    """A service within a directorate."""

    directorate = models.ForeignKey(Directorate, models.PROTECT, related_name="services")
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["directorate", "name"]
        constraints = [models.UniqueConstraint(fields=["directorate", "name"], name="service_once")]

    def __str__(self):
        return self.name


class Role(models.Model):
    """A role held by a person, for one directorate, for one service, or for the whole council.

    Owners, deputies and data providers hold their measures through `MeasureRole`.
    """

    class Kind(models.TextChoices):
        MANAGER = "manager", "Manager"
        OFFICER = "officer", "Performance officer"
        CLERK = "clerk", "Scrutiny clerk"
        ADMINISTRATOR = "administrator", "Administrator"

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=Kind)
    directorate = models.ForeignKey(
        Directorate, models.PROTECT, null=True, blank=True, help_text="Leave empty for the whole council."
    )
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True)
    level = models.PositiveSmallIntegerField(
        "level of sign-off",
        default=1,
        choices=[(1, "First"), (2, "Second")],
        help_text="For a manager, where a directorate has two levels of sign-off.",
    )
    sees_exempt = models.BooleanField(
        "sees exempt parts of packs",
        default=False,
        help_text="For a scrutiny clerk: may download copies that are not for publication.",
    )

    class Meta:
        ordering = ["person", "kind"]
        constraints = [
            models.UniqueConstraint(
                "person",
                "kind",
                "level",
                Coalesce("directorate", 0),
                Coalesce("service", 0),
                name="role_once",
                violation_error_message="This person holds this role already.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["manager", "officer", "clerk", "administrator"]), name="role_kind"
            ),
            models.CheckConstraint(
                condition=Q(service__isnull=True) | Q(directorate__isnull=False),
                name="role_service_within_directorate",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["clerk", "administrator"])
                | Q(directorate__isnull=True, service__isnull=True),
                name="role_council_wide",
            ),
            models.CheckConstraint(
                condition=Q(level=1) | Q(level=2, kind="manager"),
                name="role_level",
                violation_error_message="Only a manager has a level of sign-off.",
            ),
        ]

    def __str__(self):
        scope = self.service or self.directorate or "whole council"
        return f"{self.get_kind_display()}, {scope}"


class CoverQuerySet(models.QuerySet):
    def on(self, day):
        """Cover that holds on this day."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Cover(models.Model):
    """A deputy who signs off in a manager's place and in their own name: for a leave or until further notice.

    The deputy holds the manager's roles of sign-off for those days and no other of the manager's roles.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="covered_by")
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="covers")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day; empty: until further notice.")
    note = models.CharField(max_length=200, blank=True)
    arranged_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField()

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "person__name"]
        verbose_name_plural = "cover"
        constraints = [
            models.CheckConstraint(condition=~Q(deputy=models.F("person")), name="cover_by_somebody_else"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="cover_ends_after_start",
            ),
            models.UniqueConstraint(fields=["person", "deputy", "starts_on"], name="cover_once"),
        ]

    def __str__(self):
        return f"{self.deputy} for {self.person}"
