"""A form whose token does not fit: most often its page was opened before signing in again."""

from django.shortcuts import render

from performance import lost_session


def csrf_failure(request, reason=""):
    """Say that nothing was changed, and keep what was typed where its page can show it again."""
    context = {"is_kept": lost_session.keep(request), "path": request.path}
    return render(request, "403_csrf.html", context, status=403)
