"""Councils by what people call them, and the sources whose figures are held."""

from django.db.models import Exists, OuterRef, Q

from benchmarking.models import Authority, AuthorityName, Observation
from benchmarking.reading import Knowledge
from benchmarking.resolving import key_of

# More than this many answers are no answer: the search is to be narrowed.
MOST = 200


def named(text: str) -> list[Authority]:
    """The councils of a name, of another spelling, or of a code; without any, England's with social care.

    A name that is wholly that of one council means that one: "Cornwall" is not also "North Cornwall".
    """
    key = key_of(text)
    if not key:
        return list(Authority.objects.in_england_with_social_care().order_by("short_name"))
    spelled = AuthorityName.objects.filter(authority=OuterRef("pk"))
    found = Authority.objects.order_by("short_name")
    whole = found.filter(
        Q(code__iexact=text.strip()) | Q(short_name__iexact=text.strip()) | Exists(spelled.filter(key=key))
    )
    held = list(whole)
    if held:
        return held
    part = Q(name__icontains=text.strip()) | Exists(spelled.filter(key__contains=key))
    return list(found.filter(part)[:MOST])


def sources(knowledge: Knowledge):
    """The sources of the figures that may be shown, the latest first."""
    held = Observation.objects.filter(source=OuterRef("pk"))
    return list(knowledge.sources().filter(Exists(held)))
