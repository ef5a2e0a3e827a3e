"""The first page after signing in, and the council's colour."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from performance import access
from performance.models import Role, Scorecard


@require_safe
def home(request):
    """Each role's own first page; without a role, what to do about it."""
    person = request.user
    # "View site" in the administration leads here: back to the administration would be no way out of it.
    administrators = "dashboard" if Scorecard.objects.exists() else "admin:index"
    if access.has_measures(person):
        return redirect("my-measures")
    for kind, page in (
        (Role.Kind.MANAGER, "approval-queue"),
        (Role.Kind.OFFICER, "dashboard"),
        (Role.Kind.CLERK, "pack-list"),
        (Role.Kind.ADMINISTRATOR, administrators),
    ):
        if access.holds(person, kind):
            return redirect(page)
    # Somebody who has to clear a pack needs no role for it.
    if access.visible_packs(person).exists():
        return redirect("pack-list")
    return render(request, "no_role.html")


@login_not_required
@require_safe
@cache_control(max_age=3600)
def council_css(request):
    """The council's colour as a stylesheet: the strict policy allows no inline style."""
    return render(request, "partials/council.css", content_type="text/css; charset=utf-8")
