"""A person's interface tokens: making one, seeing when it was last used, and revoking it."""

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from performance import access, tokens
from performance.forms.tokens import TokenForm
from performance.interface.resources import RESOURCES
from performance.models import ApiToken, Person
from performance.refusals import NotComplete
from performance.tables import ListTable
from performance.views.lists import ListFilter, render_list


class TokenTable(ListTable):
    """Tokens, those that work first."""

    singular, plural = "token", "tokens"

    name = tables.Column(orderable=True, verbose_name="What for")
    person = tables.Column(verbose_name="In the name of")
    prefix = tables.Column(orderable=False, verbose_name="Begins with")
    scopes = tables.Column(orderable=False, verbose_name="Reads")
    last_used = tables.DateTimeColumn(format="j F Y, H:i", default="never", verbose_name="Last used")
    expires_on = tables.DateColumn(format="j F Y", verbose_name="Last day")
    state = tables.Column(order_by=("state_order", "name"), accessor="state_text")
    action = tables.Column(orderable=False, verbose_name="What to do", empty_values=())

    not_downloaded = ("action",)

    class Meta(ListTable.Meta):
        empty_text = "There is no token yet. Make the first below."

    def render_action(self, record):
        return get_template("tokens/revoke.html").render(
            {"row": record, "csrf_token": get_token(self.request)}
        )


class TokenFilter(ListFilter):
    """One bar above the list."""

    q = forms.CharField(label="What for, or whose", required=False, max_length=80)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *tokens.STATES.items()])

    def words_of(self, row):
        return f"{row['name']} {row['person']} {row['prefix']}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request):
    """The tokens that a person may see, the form that makes one, and how spreadsheets use it."""
    if not access.may_see_tokens(request.user):
        raise Http404
    if request.method != "POST":
        return _page(request, _form(request))
    if not access.may_have_tokens(request.user):
        raise PermissionDenied
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        token, secret = tokens.create(**form.wanted, by=request.user)
    except NotComplete as problem:
        for name, sentence in problem.problems.items():
            form.add_error(name if name in form.fields else None, sentence)
        return _page(request, form, status=422)
    # Shown on the answer itself: kept for another page, it would lie readable in the session.
    return _page(request, _form(request), made={"token": token, "secret": secret})


def _form(request, data=None):
    person = request.user
    people = Person.objects.filter(is_active=True) if person.is_administrator else None
    return TokenForm(data, person=person, people=people)


def _page(request, form, *, made=None, status=200):
    person, today = request.user, timezone.localdate()
    found = access.visible_tokens(person).select_related("person", "created_by")
    rows = [_row(token, today) for token in found]
    rows.sort(key=lambda row: (row["state_order"], row["name"].lower()))
    bar = TokenFilter(request.GET or None)
    nothing = {"empty_text": "No token matches. Clear the filters to see all of them."} if rows else {}
    table = TokenTable(bar.keep(rows), **nothing)
    if not person.is_administrator:
        table.columns.hide("person")
    context = {
        "filter_form": bar,
        "form": form,
        "made": made,
        "may_make": access.may_have_tokens(person),
        "working": sum(row["state"] == "works" for row in rows),
        "address": request.build_absolute_uri(reverse("interface")),
        "listings": RESOURCES.values(),
    }
    response = render_list(request, "tokens/list.html", table, name="interface-tokens", context=context)
    response.status_code = status
    return response


def _row(token, today):
    state = tokens.state_of(token, today)
    return {
        "pk": token.pk,
        "name": token.name,
        "person": token.person.name,
        "prefix": token.prefix,
        "scopes": "; ".join(scope.label for scope in ApiToken.Scope if scope in token.scopes),
        "last_used": token.last_used_at,
        "expires_on": token.expires_on,
        "state": state,
        "state_text": tokens.STATES[state],
        "state_order": list(tokens.STATES).index(state),
        "may_revoke": state == "works",
    }


@require_POST
def revoke(request, pk):
    """End a token at once."""
    token = get_object_or_404(access.visible_tokens(request.user).select_related("person"), pk=pk)
    if not access.may_revoke_token(request.user, token):
        raise PermissionDenied
    tokens.revoke(token=token, by=request.user)
    messages.success(request, f"“{token.name}” ({token.prefix}…) reads nothing any more.")
    return redirect("token-list")
