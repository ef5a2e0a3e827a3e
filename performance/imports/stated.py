"""What a row states of a measure's configuration: choices in words, numbers, texts."""

import re
from dataclasses import replace

from performance.imports import units
from performance.imports.plan import Unread
from performance.rules.printed_numbers import number_of
from performance.rules.printed_targets import read_aim

# Words of the workbook -> the choice of the model.
CHOICES = {
    "frequency": (
        ("weekly", r"weekly|week"),
        ("monthly", r"monthly|month|m"),
        ("quarterly", r"quarterly|quarter|q"),
        ("biennial", r"biennial(ly)?|every (second|other|two) years?|two[- ]yearly"),
        ("annual", r"annual(ly)?|yearly|every year|year|a"),
    ),
    "year_basis": (("financial", r"financial.*"), ("academic", r"academic.*"), ("calendar", r"calendar.*")),
    "entry": (
        ("fraction", r"fraction|numerator and denominator"),
        ("parts", r"parts.*|composition"),
        ("value", r"value|figure|the figure itself"),
    ),
    "entry_basis": (("year_to_date", r"(the )?year to date|ytd|cumulative"), ("period", r"(the )?period.*")),
    "aggregation": (
        ("sum", r"sum|flow|total|added|cumulative"),
        ("latest", r"latest|stock|snapshot|last"),
        ("fraction", r"fraction|numerators? over denominators?|ratio"),
        ("mean", r"mean|average"),
        ("rolling", r"rolling.*"),
        ("as_entered", r"as entered|none|no|n/a"),
    ),
    "state": (
        ("development", r"in development|development|new"),
        ("active", r"active|live"),
        ("retired", r"retired|closed|discontinued"),
    ),
    "scale": (("k", r"k|thousands?|000s?"), ("m", r"m|millions?"), ("", r"whole( units)?|1|none")),
}
_ROLE_OF = {"entry_basis": "covers"}
_TEXTS = {
    "definition": ("definition", 20_000),
    "data_source": ("data_source", 250),
    "unit_note": ("unit_note", 120),
    "companion_label": ("companion_label", 60),
}
# Field, the column's role, and the most that it may be.
WHOLE_NUMBERS = (
    ("decimals", "decimals", 6),
    ("rate_per", "per", 10_000_000),
    ("suppress_below", "suppress_below", 1_000),
)
LIMITS = ("green_limit", "amber_limit")
_LIMIT = re.compile(
    r"[+±]?\s*(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)\s*"
    r"(?:%|points?|pts?|pp|percentage points?|per ?cent|days?)?(?:\s*of (?:the )?target)?",
    re.I,
)
_NO_LIMIT = ("", "-", "–", "n/a", "none")


def configuration_of(row, plan):
    """Model fields that a row states, and their names; what is stated and not understood is listed."""
    fields = {}
    for name, choices in CHOICES.items():
        role = _ROLE_OF.get(name, name)
        _put(fields, name, _choice(row.texts.get(role, ""), choices), row, role, plan)
    for name, (role, longest) in _TEXTS.items():
        if text := row.texts.get(role):
            fields[name] = text[:longest]
    for name, role, most in WHOLE_NUMBERS:
        text = row.texts.get(role)
        value = number_of(text.lower().removeprefix("per ").strip()) if text else None
        whole = value is not None and value == value.to_integral_value() and 0 <= value <= most
        _put(fields, name, int(value) if whole else None if text else "", row, role, plan)
    text = row.texts.get("out_of")
    _put(fields, "score_out_of", number_of(text) if text else "", row, "out_of", plan)
    aim = row.texts.get("aim")
    _put(fields, "polarity", read_aim(aim) if aim else "", row, "aim", plan)
    if unit := row.texts.get("unit"):
        _unit(fields, unit)
    return fields, set(fields)


def limit_of(row, role):
    """How far a level reaches, as a column gives it: "5", "2.5%", "5 points"; None where it gives none."""
    match = _LIMIT.fullmatch(row.texts.get(role, "").strip())
    return number_of(match["number"]) if match else None


def unread_limits(row):
    """The limits of a row that are stated and cannot be read: "five points", "-5"."""
    unread = []
    for role in LIMITS:
        text = row.texts.get(role, "").strip()
        if limit_of(row, role) is None and text.casefold() not in _NO_LIMIT:
            reason = f"“{text}” is no limit. Write how far it reaches, as a number: 5, or 2.5%."
            unread.append(Unread(replace(row.place, column=role.replace("_", " ")), text, reason))
    return unread


def _unit(fields, text):
    known = units.stated_unit(text)
    if known:
        fields["unit_kind"] = known[0].value
    else:
        fields["unit_note"] = text[:120]  # "visits" says what is counted, not how


def _choice(text, choices):
    """The choice that a text means, "" for a blank, None where it means none."""
    body = " ".join(text.split())
    if not body:
        return ""
    return next((code for code, pattern in choices if re.fullmatch(pattern, body, re.I)), None)


def _put(fields, name, value, row, role, plan):
    if value is None:
        text = row.texts[role]
        reason = f"“{text}” is not understood here. The template lists what may be written."
        plan.unread.append(Unread(replace(row.place, column=role.replace("_", " ")), text, reason))
    elif value != "":
        fields[name] = getattr(value, "value", value)
    elif name == "scale" and row.texts.get(role):
        fields[name] = ""
