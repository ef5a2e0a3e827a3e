"""What every page knows: whose council this is, the day, and what the signed-in person may open."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from performance import access, dates
from performance.demonstration import sign_ins
from performance.models import Role


def product(request):
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    return {
        "council_name": settings.COUNCIL_NAME,
        "council_colour": settings.COUNCIL_COLOUR,
        "product_date": dates.today(),
        "product_date_is_set": settings.PRODUCT_DATE is not None,
        # Asked where it is printed: most answers are no page.
        "has_sample_people": SimpleLazyObject(_has_sample_people),
        "may": _navigation(person) if signed_in else {},
    }


def _has_sample_people():
    return settings.PRODUCT_DATE is not None and sign_ins.are_loaded()


def _navigation(person):
    """Which parts of the product are in this person's navigation."""
    any_role = access.has_any_role(person)
    return {
        "own_measures": access.has_measures(person),
        "approve": access.holds(person, Role.Kind.MANAGER),
        "see_figures": any_role,
        "overrides": _overrides(person),
        "chase": access.may_chase(person),
        "see_actions": access.may_see_actions(person),
        "see_packs": access.visible_packs(person).exists() or access.may_prepare_packs(person),
        "try_rules": access.may_try_rules(person),
        "years": access.may_see_years(person),
        "administer": person.is_administrator,
        "have_tokens": access.may_have_tokens(person),
    }


def _overrides(person):
    """The navigation's words for the list of overrides, with how many await a decision; "" for no list."""
    if not access.may_see_overrides(person):
        return ""
    waiting = access.visible_overrides(person).awaiting_decision().count()
    return f"Overrides ({waiting})" if waiting else "Overrides"
