"""How form fields look: GOV.UK patterns through Django's own form rendering."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Renders each field as a GOV.UK form group with label, hint and error."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
