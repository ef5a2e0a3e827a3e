"""People, their roles, and what they answer for."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms import CharField, ModelForm, PasswordInput
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from performance import dates, hand_over, tokens
from performance.admin import pages
from performance.admin.base import AuditedAdmin, ReadOnlyAdmin, Rows
from performance.forms.measures import ServiceForm, kept_forms
from performance.models import Cover, MeasureRole, Person, Role
from performance.refusals import NotComplete

ONLY_ADMINISTRATOR = "This is the only administrator. Make somebody else one first."


def _check_password(form, name):
    """The rules of the settings: nothing common, nothing like the person's own address."""
    password = form.cleaned_data.get(name)
    if password:
        person = Person(email=form.cleaned_data.get("email", ""), name=form.cleaned_data.get("name", ""))
        try:
            validate_password(password, person)
        except ValidationError as problem:
            form.add_error(name, problem)


def is_only_administrator(person):
    """Whether nobody else could open this site any more."""
    others = Role.objects.filter(kind=Role.Kind.ADMINISTRATOR, person__is_active=True)
    return person.is_administrator and not others.exclude(person=person).exists()


class PersonForm(ModelForm):
    """An existing person. A new password may be set; the old one is never shown."""

    new_password = CharField(
        widget=PasswordInput,
        min_length=12,
        required=False,
        help_text="At least 12 characters. Leave empty to keep the one they have.",
    )

    class Meta:
        model = Person
        fields = ("email", "name", "post", "is_active")

    def clean_is_active(self):
        """Nobody leaves while they still own measures: a measure without an owner loses its figures."""
        active = self.cleaned_data["is_active"]
        owned = MeasureRole.objects.filter(person=self.instance, kind=MeasureRole.Kind.OWNER)
        if not active and owned.exists():
            names = "; ".join(str(role.measure) for role in owned.select_related("measure")[:5])
            raise ValidationError(
                f"This person still owns {owned.count()} measures ({names}). Give each another owner first."
            )
        if not active and is_only_administrator(self.instance):
            raise ValidationError(ONLY_ADMINISTRATOR)
        return active

    def clean(self):
        super().clean()
        _check_password(self, "new_password")

    def save(self, commit=True):
        person = super().save(commit=False)
        if self.cleaned_data["new_password"]:
            # A new password ends this person's sessions: they are signed with the old one.
            person.set_password(self.cleaned_data["new_password"])
        if commit:
            person.save()
        return person


class NewPersonForm(ModelForm):
    """A new person with a first password."""

    first_password = CharField(widget=PasswordInput, min_length=12, help_text="At least 12 characters.")

    class Meta:
        model = Person
        fields = ("email", "name", "post")

    def clean(self):
        super().clean()
        _check_password(self, "first_password")

    def save(self, commit=True):
        person = super().save(commit=False)
        person.set_password(self.cleaned_data["first_password"])
        if commit:
            person.save()
        return person


class RoleFormSet(forms.BaseInlineFormSet):
    """The last administrator keeps that role."""

    def clean(self):
        super().clean()
        if any(self.errors) or self.instance.pk is None:
            return
        kept = any(form.instance.kind == Role.Kind.ADMINISTRATOR for form in kept_forms(self))
        stored = Person.objects.get(pk=self.instance.pk)
        if not kept and is_only_administrator(stored):
            raise ValidationError(ONLY_ADMINISTRATOR)


class RoleInline(Rows):
    model = Role
    form = ServiceForm
    formset = RoleFormSet
    fields = (("kind", "directorate", "service"), ("level", "sees_exempt"))


class MeasureRoleOfPersonForm(ModelForm):
    """A measure that this person answers for."""

    def _get_validation_exclusions(self):
        # The rows' own check says better than the database's constraint who owns it.
        return super()._get_validation_exclusions() | {"measure"}


class MeasureRoleOfPersonFormSet(forms.BaseInlineFormSet):
    """A measure that has an owner gets another by handing over, which takes it from the one before."""

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        for form in kept_forms(self):
            role = form.instance
            owners = MeasureRole.objects.filter(measure=role.measure_id, kind=MeasureRole.Kind.OWNER)
            other = owners.exclude(person=self.instance).select_related("person", "measure").first()
            if role.kind == MeasureRole.Kind.OWNER and other is not None:
                raise ValidationError(
                    f"“{other.measure}” is owned by {other.person}: give it another owner on its own page."
                )


class MeasureRoleOfPersonInline(Rows):
    model = MeasureRole
    form = MeasureRoleOfPersonForm
    formset = MeasureRoleOfPersonFormSet
    verbose_name, verbose_name_plural = "role", "measures that they answer for"
    fields = (("measure", "kind"),)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("measure")


def _left_behind(person):
    """What is not handed over with the measures, as a list of its own where there is any."""
    sentences = hand_over.left_behind(person, today=dates.today())
    return [pages.Listing("Stays with them: see to it as well", sentences)] if sentences else []


class HandOverForm(forms.Form):
    """Who takes over, and why."""

    successor = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who takes over",
        empty_label="Choose a person",
        error_messages={"required": "Choose who takes over."},
    )
    reason = forms.CharField(required=False, max_length=250, help_text="Kept in the audit trail.")

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = Person.objects.filter(is_active=True).exclude(pk=person.pk)


@admin.register(Person)
class PersonAdmin(AuditedAdmin):
    list_display = ("name", "email", "post", "is_active")
    list_filter = ("is_active", "roles__kind", "roles__directorate")
    search_fields = ("name", "email", "post")
    form = PersonForm
    inlines = (RoleInline, MeasureRoleOfPersonInline)

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **({"form": NewPersonForm} if obj is None else {}), **kwargs)

    def get_inlines(self, request, obj):
        return self.inlines if obj else (RoleInline,)

    def get_deleted_objects(self, objs, request):
        """Nobody deletes the last administrator, alone or among others."""
        found, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        leaving = [person.pk for person in objs]
        left = Role.objects.filter(kind=Role.Kind.ADMINISTRATOR, person__is_active=True)
        if not left.exclude(person__in=leaving).exists():
            protected = [*protected, ONLY_ADMINISTRATOR]
        return found, counts, perms_needed, protected

    def save_model(self, request, obj, form, change):
        """Whoever leaves may still stand in for a manager, or have begun what nobody else looks after.

        Their interface tokens end with the account, and stay ended where somebody comes back.
        """
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data and not obj.is_active:
            tokens.revoke_all(person=obj, by=request.user, reason="The account ended.")
            for sentence in hand_over.left_behind(obj, today=dates.today()):
                self.message_user(request, f"{obj} has left. {sentence}", messages.WARNING)

    # --- Handing over ----------------------------------------------------------------------------------

    def tools_of(self, request, obj):
        link = pages.address(Person, "hand_over", obj.pk)
        return [("Hand over all measures", link), *super().tools_of(request, obj)]

    def get_urls(self):
        view = self.admin_site.admin_view(self.hand_over)
        own = path("<int:pk>/hand-over/", view, name="performance_person_hand_over")
        return [own, *super().get_urls()]

    def hand_over(self, request, pk):
        """All measures of a person to another in one step: who, which, and then it is done."""
        person = get_object_or_404(Person, pk=pk)
        steps = hand_over.steps_of(person, None)
        form = HandOverForm(request.POST or None, person=person)
        if form.is_valid():
            successor = form.cleaned_data["successor"]
            try:
                done = hand_over.hand_over(
                    person=person, successor=successor, reason=form.cleaned_data["reason"], by=request.user
                )
            except NotComplete as problem:
                for name, sentence in problem.problems.items():
                    form.add_error(name, sentence)
            else:
                count = f"{len(done)} {'measure' if len(done) == 1 else 'measures'}"
                self.message_user(request, f"{count} handed over from {person} to {successor}.")
                return redirect(pages.address(Person, "change", person.pk))
        page = pages.Page(
            title=f"Hand over from {person.name}",
            lead="Whoever takes over answers for each measure in the same way, and goes on with its open "
            "figures. Where they answer for a measure already, the higher of the two stays.",
            form=form if steps else None,
            fieldsets=((None, {"fields": ("successor", "reason")}),),
            listings=[
                pages.Listing(
                    "Will be handed over",
                    [f"{step.role.measure}: {step.kind_text.lower()}" for step in steps],
                    f"{person} answers for no measure.",
                ),
                *_left_behind(person),
            ],
            submit="Hand over",
            may_submit=bool(steps),
            back=pages.address(Person, "change", person.pk),
        )
        return pages.render(self, request, page, status=422 if form.errors else 200)


@admin.register(Cover)
class CoverAdmin(ReadOnlyAdmin):
    """Who signed off for whom, and when. It is arranged and ended on the page of cover."""

    list_display = ("person", "deputy", "starts_on", "ends_on", "note", "arranged_by")
    list_select_related = ("person", "deputy", "arranged_by")
    search_fields = ("person__name", "deputy__name", "note")
    date_hierarchy = "starts_on"

    def list_tools(self, request):
        return [("Arrange or end cover", reverse("cover"))]
