"""Addresses of the pages about published figures, which carry on what was chosen."""

from urllib.parse import parse_qs, urlencode

from django.urls import reverse

# What every link between these pages carries on: whose council, as known when, in which group.
KEPT = ("council", "known", "group")


def keeping(request, name, *args, **query):
    """Another of these pages with what this one has chosen; an empty value leaves a choice out."""
    chosen = {key: request.GET.get(key, "") for key in KEPT} | query
    kept = urlencode({key: value for key, value in chosen.items() if value not in ("", None)}, doseq=True)
    return reverse(name, args=args) + (f"?{kept}" if kept else "")


def changed(address, **query):
    """An address with parts of its query set or, where empty, taken out; it begins at its first page."""
    path, _, held = address.partition("?")
    kept = parse_qs(held, keep_blank_values=True)
    for name in (*query, "page"):
        kept.pop(name, None)
    kept |= {name: [value] for name, value in query.items() if value}
    said = urlencode(kept, doseq=True)
    return f"{path}?{said}" if said else path
