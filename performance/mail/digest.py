"""How a digest is worded: subject, plain text at 72 columns, and HTML."""

import textwrap
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from performance.rules import calendar

COLUMNS = 72
INDENT = "  "


@dataclass(frozen=True)
class Words:
    """A kind of section: its heading, a sentence beneath it, and how a subject counts it."""

    heading: str
    sentence: str
    one: str
    many: str


# In the order in which a mail has them.
SECTIONS = {
    "returned": Words(
        "Returned to you",
        "Returned by your manager for the reason given. Put each figure right and submit it again.",
        "{} figure returned to you",
        "{} figures returned to you",
    ),
    "overdue": Words(
        "Overdue",
        "Past the due day and not submitted. If a figure cannot be had yet, say why on its page.",
        "{} overdue",
        "{} overdue",
    ),
    "today": Words(
        "Due today",
        "To be submitted by the end of today.",
        "{} due today",
        "{} due today",
    ),
    "soon": Words(
        "Due soon",
        "Due in the next few days and not submitted yet.",
        "{} due soon",
        "{} due soon",
    ),
    "opened": Words(
        "Open for figures",
        "The period has opened and takes figures from now on.",
        "{} open for figures",
        "{} open for figures",
    ),
    "approve": Words(
        "Waiting for your approval",
        "Read each figure, then approve it or return it with a reason.",
        "{} to approve",
        "{} to approve",
    ),
    "decide": Words(
        "Waiting for your decision",
        "Another status than the computed one has been proposed. Accept it or decline it.",
        "{} status to decide on",
        "{} statuses to decide on",
    ),
    "escalated": Words(
        "Overdue in your part of the council",
        "Long past the due day and not submitted. Whoever answers for these measures has been reminded.",
        "{} long overdue in your part of the council",
        "{} long overdue in your part of the council",
    ),
}


@dataclass(frozen=True)
class Written:
    """A mail, ready to be kept and sent."""

    subject: str
    text: str
    html: str


def write(digest):
    """The mail that a digest becomes."""
    counts = [_counted(section) for section in digest.sections]
    context = {
        "council_name": settings.COUNCIL_NAME,
        "council_colour": settings.COUNCIL_COLOUR,
        "name": digest.person.name,
        "subject": ", ".join(counts),
        "sections": [_section(section) for section in digest.sections],
        "site": absolute(reverse("home")),
        "footer": _footer(),
        "plain_footer": textwrap.fill(_footer(), COLUMNS, break_on_hyphens=False),
    }
    return Written(
        subject=f"Scrutineer: {context['subject']}",
        text=render_to_string("mail/digest.txt", context),
        html=render_to_string("mail/digest.html", context),
    )


def absolute(path):
    """A page's address as it is written in a mail."""
    return f"{settings.SITE_ADDRESS}{path}"


def _footer():
    return (
        f"Scrutineer wrote this mail for {settings.COUNCIL_NAME}. It comes on working days, and only when "
        "something needs you. To hand a measure over to somebody else, ask the performance team."
    )


def _counted(section):
    words = SECTIONS[section.kind]
    count = len(section.lines)
    return (words.one if count == 1 else words.many).format(count)


def _section(section):
    words = SECTIONS[section.kind]
    return {
        "heading": words.heading,
        "sentence": words.sentence,
        "sentence_lines": textwrap.wrap(words.sentence, COLUMNS),
        "lines": [_line(line) for line in section.lines],
    }


def _line(line):
    due = line.period.due_on
    due_text = f"{due.day} {calendar.MONTHS[due.month]} {due.year}"
    note = " ".join(line.note.split())
    plain = [
        *_wrapped(line.title, first="* "),
        *_wrapped(f"{line.period}, due {due_text}. {line.state}."),
        *(_wrapped(f"Reason: {note}") if note else ()),
        f"{INDENT}{absolute(line.path)}",
    ]
    return {
        "title": line.title,
        "period": str(line.period),
        "due": due_text,
        "state": line.state,
        "note": note,
        "address": absolute(line.path),
        "plain": plain,
    }


def _wrapped(text, first=INDENT):
    return textwrap.wrap(
        text, COLUMNS, initial_indent=first, subsequent_indent=INDENT, break_on_hyphens=False
    )
