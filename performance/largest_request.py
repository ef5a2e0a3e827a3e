"""How much anybody may send at once: what is larger is refused before any of it is read.

The largest file that a form takes is 20 MB (published tables). Each form refuses what is too large for it by
its own sentence; this is for what would fill the disk before a form could look at it.
"""

from django.shortcuts import render

LARGEST = 25 * 1024 * 1024


class LargestRequestMiddleware:
    """Answer 413 with a page that says so. A body without its length is not read at all by Django."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            return render(request, "413.html", {"megabytes": LARGEST // 1024**2}, status=413)
        return self.get_response(request)
