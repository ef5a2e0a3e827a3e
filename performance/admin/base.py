"""What every administered model does: writes the audit trail, and is never deleted while in use."""

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from performance import audit, recompute_requests
from performance.models import Measure


def values_of(obj):
    """An object's fields as the trail keeps them, secrets left out."""
    hidden = {"password", "last_login"}
    return {
        field.name: audit.plain(getattr(obj, field.name))
        for field in obj._meta.concrete_fields
        if field.name not in hidden
    }


class Chosen:
    """Rows that are chosen here are changed and deleted on their own pages, and not beside the choice."""

    may_add_chosen = True

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(formfield, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
            widget.can_add_related = widget.can_add_related and self.may_add_chosen
        return formfield


class Rows(Chosen, admin.StackedInline):
    """Rows of another row's page; none is offered until somebody asks for one."""

    extra = 0
    may_add_chosen = False


class ToolsAdmin(Chosen, admin.ModelAdmin):
    """Has links of its own at the top of its pages: pairs of words and address."""

    def tools_of(self, request, obj):
        return [("Audit trail", trail_of(obj))]

    def list_tools(self, request):
        return []

    def change_view(self, request, object_id, form_url="", extra_context=None):
        obj = self.get_object(request, object_id)
        tools = self.tools_of(request, obj) if obj is not None else []
        return super().change_view(request, object_id, form_url, {"tools": tools, **(extra_context or {})})

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"tools": self.list_tools(request), **(extra_context or {})})


class AuditedAdmin(ToolsAdmin):
    """Writes who changed what beside each change, in the same transaction."""

    def changeform_view(self, request, *args, **kwargs):
        try:
            with transaction.atomic():
                return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # What no single form can see: two rows of one page, or two administrators at once.
            sentence = "Nothing was saved: two rows would be the same, or somebody else has just added one."
            self.message_user(request, sentence, messages.ERROR)
            return redirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        before = values_of(type(obj).objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        self.record(request, obj, "configuration changed" if change else "configured", before)

    def save_related(self, request, form, formsets, change):
        """What a row is linked with, such as the measures of a context note, is in the trail as well."""
        names = [link.name for link in form.instance._meta.many_to_many if link.name in form.cleaned_data]
        before = {name: _linked(form.instance, name) for name in names}
        super().save_related(request, form, formsets, change)
        after = {name: _linked(form.instance, name) for name in names}
        if before != after:
            verb = "configuration changed" if change else "configured"
            self.record(request, form.instance, verb, before, after)

    def delete_model(self, request, obj):
        self.record(request, obj, "deleted", values_of(obj), after={})
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)

    def save_formset(self, request, form, formset, change):
        """Rows edited within another row's page, such as a measure's owner or a person's roles."""
        before = {obj.pk: values_of(type(obj).objects.get(pk=obj.pk)) for obj in _stored(formset)}
        for obj in (form.instance for form in formset.deleted_forms if form.instance.pk):
            self.record(request, obj, "deleted", before[obj.pk], after={})
        super().save_formset(request, form, formset, change)
        for obj in formset.new_objects:
            self.record(request, obj, "configured", {})
        for obj, _fields in formset.changed_objects:
            self.record(request, obj, "configuration changed", before.get(obj.pk, {}))

    def record(self, request, obj, verb, before, after=None):
        subject_measure = obj if isinstance(obj, Measure) else getattr(obj, "measure", None)
        audit.record(
            by=request.user,
            at=timezone.now(),
            verb=verb,
            subject=obj,
            measure=subject_measure if verb != "deleted" else None,
            before=before,
            after=values_of(obj) if after is None else {**dict.fromkeys(before), **after},
        )


def trail_of(obj):
    """The address of what happened to a row; for a measure also to what belongs to it."""
    if isinstance(obj, Measure):
        query = {"measure__id__exact": obj.pk}
    else:
        query = {"subject_type__exact": obj._meta.model_name, "subject_id__exact": obj.pk}
    return f"{reverse('admin:performance_auditentry_changelist')}?{urlencode(query)}"


def _linked(obj, name):
    return sorted(str(other) for other in getattr(obj, name).all())


def _stored(formset):
    return [form.instance for form in formset.initial_forms if form.instance.pk]


class ReadOnlyAdmin(ToolsAdmin):
    """For what is only ever looked at here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def recompute_measures(measures):
    """Judge these measures anew after their configuration changed."""
    recompute_requests.request_many([measure.pk for measure in measures], now=timezone.now())
