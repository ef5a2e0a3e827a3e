"""Interface tokens, to look at: who has them and when they were last used."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from performance import tokens
from performance.admin.base import ReadOnlyAdmin
from performance.models import ApiToken


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Tokens are made and revoked on the page of the interface; no secret is kept that could be shown."""

    list_display = ("name", "person", "prefix", "state", "last_used_at", "expires_on", "created_by")
    list_filter = ("person",)
    list_select_related = ("person", "created_by")
    search_fields = ("name", "prefix", "person__name")
    date_hierarchy = "created_at"
    fields = (
        "name",
        "person",
        "prefix",
        "scopes",
        "state",
        "created_by",
        "created_at",
        "expires_on",
        "last_used_at",
        "revoked_at",
        "revoked_by",
    )

    @admin.display(description="State")
    def state(self, token):
        return tokens.STATES[tokens.state_of(token, timezone.localdate())]

    def list_tools(self, request):
        return [("Make or revoke tokens", reverse("token-list"))]
