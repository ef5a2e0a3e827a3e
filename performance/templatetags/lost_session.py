"""The hidden field that says who opened a page, so that what is typed there finds its way back to them."""

from django import template
from django.utils.html import format_html

from performance import lost_session

register = template.Library()


@register.simple_tag(takes_context=True)
def who(context):
    signed = lost_session.sign(context["request"].user)
    return format_html('<input type="hidden" name="{}" value="{}">', lost_session.WHO, signed)
