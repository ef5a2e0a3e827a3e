"""People, their roles, and the parts of the council."""

from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms import CharField, ModelForm, PasswordInput

from performance.admin.base import AuditedAdmin, ServiceForm
from performance.models import Directorate, MeasureRole, Person, Role, Service


def _check_password(form, name):
    """The rules of the settings: nothing common, nothing like the person's own address."""
    password = form.cleaned_data.get(name)
    if password:
        person = Person(email=form.cleaned_data.get("email", ""), name=form.cleaned_data.get("name", ""))
        try:
            validate_password(password, person)
        except ValidationError as problem:
            form.add_error(name, problem)


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
        others = Role.objects.filter(kind=Role.Kind.ADMINISTRATOR, person__is_active=True)
        if (
            not active
            and self.instance.is_administrator
            and not others.exclude(person=self.instance).exists()
        ):
            raise ValidationError("This is the only administrator. Make somebody else one first.")
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


class RoleInline(admin.StackedInline):
    model = Role
    form = ServiceForm
    extra = 0


class MeasureRoleOfPersonInline(admin.StackedInline):
    model = MeasureRole
    extra = 0


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


@admin.register(Directorate)
class DirectorateAdmin(AuditedAdmin):
    list_display = ("name", "position")
    search_fields = ("name",)


@admin.register(Service)
class ServiceAdmin(AuditedAdmin):
    list_display = ("name", "directorate")
    list_filter = ("directorate",)
    search_fields = ("name",)
