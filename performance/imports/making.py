"""A planned measure that is not held yet is made: with its codes, people, place and parts."""

import re

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify

from performance import audit, dates, reorganising
from performance.imports.plan import Noticed, Place
from performance.models import (
    Category,
    Column,
    Dimension,
    Directorate,
    Framework,
    Measure,
    MeasureCode,
    MeasureRole,
    Person,
    Placement,
    Role,
    Scorecard,
    Section,
    Service,
)
from performance.refusals import NotComplete

LOCAL = "Local"
GOOD = re.compile(r"good|outstanding", re.I)


class Maker:
    """Makes measures and what they need; `outcome` is told of all that was made on the way."""

    def __init__(self, options, outcome, columns, *, by, now):
        self.options, self.outcome, self.columns = options, outcome, columns
        self.by, self.now = by, now

    def make(self, planned, slugs):
        """A new measure as the file describes it. Raises NotComplete."""
        directorate = self._directorate(planned)
        service = self._service(planned, directorate)
        measure = Measure(
            slug=_free(slugify(planned.slug or planned.title or planned.code)[:70] or "measure", slugs),
            title=planned.title or planned.code,
            directorate=directorate,
            service=service,
            has_forecast=any(figure.content.get("forecast") is not None for figure in planned.figures),
            **planned.fields,
        )
        _save(measure)
        self._codes(measure, planned)
        self._people(measure, planned, directorate, service)
        self._place(measure, planned, directorate)
        self._parts(measure, planned)
        self._record(measure, {"title": measure.title, **planned.fields}, measure=measure)
        self.outcome.counts["measures created"] += 1
        return measure

    # --- Where it belongs ----------------------------------------------------------------------------

    def _directorate(self, planned):
        name = (planned.directorate or self.options.directorate).strip()
        if name:
            found = Directorate.objects.filter(name__iexact=name).first()
            if found is not None and (gone := reorganising.merger_of(found)):
                sentence = f"“{found}” has gone into “{gone.into}”. Name that one for new measures."
                raise NotComplete({"": sentence})
            return found or self._made(Directorate, name=name, position=Directorate.objects.count())
        directorates = list(reorganising.standing(dates.today())[:2])
        if len(directorates) != 1:
            sentence = "Say which directorate: in a column “Directorate”, or for the whole file."
            raise NotComplete({"": sentence})
        only = directorates[0]
        said = Noticed(
            Place("", 0), f"No directorate is named: new measures go to “{only}”, the only one here."
        )
        if said not in self.outcome.assumed:
            self.outcome.assumed.append(said)
        return only

    def _service(self, planned, directorate):
        name = planned.service.strip()
        if not name:
            return None
        found = Service.objects.filter(directorate=directorate, name__iexact=name).first()
        return found or self._made(Service, directorate=directorate, name=name)

    def _made(self, model, **fields):
        row = model.objects.create(**fields)
        self._record(row, {name: audit.plain(value) for name, value in fields.items()})
        self.outcome.made.append(f"{model._meta.verbose_name.capitalize()} “{row}”")
        return row

    def _record(self, row, after, measure=None):
        after = {name: audit.plain(value) for name, value in after.items()}
        audit.record(by=self.by, at=self.now, verb="imported", subject=row, measure=measure, after=after)

    def _codes(self, measure, planned):
        names = [(planned.framework or LOCAL, planned.code)]
        names += [(planned.framework or LOCAL, alias) for alias in planned.aliases]
        names += [(tag, "") for tag in planned.tags]
        for position, (name, code) in enumerate(dict.fromkeys(names)):
            framework = Framework.objects.filter(short_name__iexact=name[:20]).first() or self._made(
                Framework, short_name=name[:20], name=name[:160], position=Framework.objects.count()
            )
            MeasureCode.objects.create(
                measure=measure, framework=framework, code=code[:40], position=position
            )

    def _place(self, measure, planned, directorate):
        """The measure's place in a scorecard, whose headings are made in the order of the file."""
        title = (planned.scorecard or self.options.scorecard or f"{directorate.name} scorecard").strip()[:160]
        slug = slugify(title)[:50] or "scorecard"
        scorecard = Scorecard.objects.filter(slug=slug).first()
        scorecard = scorecard or self._made(Scorecard, slug=slug, title=title)
        parent = None
        for name in planned.sections or ("Measures",):
            parent, made = Section.objects.get_or_create(
                scorecard=scorecard,
                parent=parent,
                title=name[:250],
                defaults={"position": _after(Section.objects.filter(scorecard=scorecard))},
            )
        if made:
            self._columns(parent, planned)
        Placement.objects.create(
            section=parent, measure=measure, position=planned.position, footnote=planned.footnote
        )

    def _columns(self, section, planned):
        """A new heading is printed with the columns that it has in the file."""
        for position, column in enumerate(self.columns.get(planned.sections, [])):
            Column.objects.create(
                scorecard=section.scorecard,
                section=section,
                position=position,
                shows=column.shows,
                comparison=column.comparison,
            )

    def _parts(self, measure, planned):
        if planned.fields.get("unit_kind") == "composition" and planned.labels:
            self._dimension(measure, planned.labels, is_composition=True)
        elif planned.breakdown:
            self._dimension(measure, planned.breakdown, is_composition=False)

    def _dimension(self, measure, labels, *, is_composition):
        dimension = Dimension.objects.create(
            measure=measure, code="parts", name="Parts", is_composition=is_composition
        )
        for position, label in enumerate(labels):
            Category.objects.create(
                dimension=dimension,
                code=code_of(label),
                name=label[:80],
                is_good=is_composition and bool(GOOD.search(label)),
                position=position,
            )

    # --- Who answers for it --------------------------------------------------------------------------

    def _people(self, measure, planned, directorate, service):
        given = set()
        for who in planned.people:
            person = self._person(who)
            if person is None:
                shown = who.name or who.post
                self.outcome.made.append(
                    f"{measure.title}: “{shown}” was not made its {who.kind}; give an e-mail address"
                )
            elif who.kind == "manager":
                scope = {"directorate": directorate, "service": service}
                if not Role.objects.filter(person=person, kind=Role.Kind.MANAGER, **scope).exists():
                    role = Role.objects.create(person=person, kind=Role.Kind.MANAGER, **scope)
                    self._record(role, {"person": str(person), "role": str(role)})
            elif person.pk not in given:
                given.add(person.pk)
                MeasureRole.objects.create(measure=measure, person=person, kind=who.kind)

    def _person(self, who):
        """Somebody with this address, made without a password where there is none; a name must be known."""
        if not who.email:
            named = Person.objects.filter(name__iexact=who.name) if who.name else Person.objects.none()
            return named.first() if named.count() == 1 else None
        found = Person.objects.filter(email__iexact=who.email).first()
        if found is not None:
            return found
        person = Person(
            email=who.email, name=(who.name or who.email.partition("@")[0])[:120], post=who.post[:120]
        )
        person.set_unusable_password()
        try:
            person.full_clean(exclude=["password"])
        except ValidationError as problem:
            raise NotComplete(_by_field(problem)) from None
        person.save()
        self._record(person, {"email": person.email, "name": person.name, "post": person.post})
        self.outcome.counts["people made"] += 1
        self.outcome.made.append(
            f"Person {person.name} ({person.email}), without a password: set one in the admin"
        )
        return person


def _after(rows):
    """The position after the last of these rows."""
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def code_of(label: str) -> str:
    """The code that a category of this name is kept under: "Good or Outstanding" is "good-or-outstanding".

    "18+" and "18-" are told apart by their signs in words.
    """
    return slugify(label.replace("+", " plus").replace("<", "under ").replace(">", "over "))[:40] or "part"


def _save(measure):
    """Save a new measure. What it may not be is asked of the database only where the database refuses it.

    Asking beforehand costs a query for each rule of the table, for each of hundreds of rows.
    """
    try:
        measure.clean_fields(exclude=["directorate", "service", "indicator"])
        try:
            with transaction.atomic():
                measure.save(force_insert=True)
        except IntegrityError:
            measure.full_clean()
            raise
    except ValidationError as problem:
        raise NotComplete(_by_field(problem)) from None


def _free(slug, slugs):
    """This slug, or with a number behind it where another measure has it."""
    number, free = 1, slug
    while free in slugs:
        number += 1
        free = f"{slug}-{number}"
    return free


def _by_field(problem):
    return {
        name: " ".join(sentences) if name == "__all__" else f"{name.replace('_', ' ')}: {' '.join(sentences)}"
        for name, sentences in problem.message_dict.items()
    }
