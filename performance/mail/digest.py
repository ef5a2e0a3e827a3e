"""How a digest is worded: subject, plain text at 72 columns, and HTML."""

import textwrap
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from performance.rules import calendar

COLUMNS = 72
INDENT = "  "
# More is cut off by mail programs, and far more would not fit into the outbox.
SUBJECT_LENGTH = 120


@dataclass(frozen=True)
class Words:
    """A kind of section: its heading, a sentence beneath it, how a subject counts it, and what its days are.

    `by` stands before a day: "due 14 December 2020".
    """

    heading: str
    sentence: str
    one: str
    many: str
    by: str = "due"


# In the order in which a mail has them.
SECTIONS = {
    "returned": Words(
        "Returned to you",
        "Returned for the reason given. Put each right and submit it again.",
        "{} figure returned to you",
        "{} figures returned to you",
    ),
    "returned_sets": Words(
        "Sets of corrections returned to you",
        "Returned for the reason given. Put each set right and send it again, or give it up.",
        "{} set of corrections returned to you",
        "{} sets of corrections returned to you",
        by="returned",
    ),
    "reminder": Words(
        "Please submit",
        "The performance team or your manager asks for these. If a figure cannot be had yet, say why on its "
        "page.",
        "a reminder of {} figure",
        "a reminder of {} figures",
    ),
    "overdue": Words(
        "Overdue",
        "Past the due day and not submitted. If a figure cannot be had yet, say why on its page.",
        "{} overdue",
        "{} overdue",
    ),
    "kept_open": Words(
        "Kept open for you",
        "These had closed and take your figures for some days more.",
        "{} kept open",
        "{} kept open",
        by="open until",
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
    "handed_over": Words(
        "Handed over to you",
        "From now on you answer for these. Figures that were begun stay as they are: go on with them.",
        "{} measure handed over to you",
        "{} measures handed over to you",
    ),
    "actions": Words(
        "Actions overdue",
        "Say on its page what came of each, or by when it will be done.",
        "{} action overdue",
        "{} actions overdue",
        by="by",
    ),
    "targets": Words(
        "Targets to propose",
        "The year is open and these have no target in it yet. Propose one, or say that there is none.",
        "{} target to propose",
        "{} targets to propose",
    ),
    "approve": Words(
        "Waiting for your approval",
        "Read each figure, then approve it or return it with a reason.",
        "{} to approve",
        "{} to approve",
        by="submitted",
    ),
    "approve_sets": Words(
        "Sets of corrections for your approval",
        "Each set corrects several figures under one reason. Read it, then approve or return it as a whole.",
        "{} set of corrections to approve",
        "{} sets of corrections to approve",
        by="submitted",
    ),
    "decide": Words(
        "Waiting for your decision",
        "Another status than the computed one has been proposed. Accept it or decline it.",
        "{} status to decide on",
        "{} statuses to decide on",
        by="proposed",
    ),
    "adopt": Words(
        "Targets to decide on",
        "Proposed by those who answer for the measures. Adopt each or decline it with a reason.",
        "{} target to decide on",
        "{} targets to decide on",
        by="proposed",
    ),
    "clear_packs": Words(
        "Packs for your clearance",
        "Read each draft, then clear it, or have it taken back to draft.",
        "{} pack to clear",
        "{} packs to clear",
        by="for the meeting on",
    ),
    "issue_packs": Words(
        "Packs to issue",
        "Cleared by every post. Look each over and issue it.",
        "{} pack to issue",
        "{} packs to issue",
        by="for the meeting on",
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
        "subject": _subject(counts),
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


def _subject(counts):
    """The counts of all sections, or of the first of them where that would be too long to read.

    >>> _subject(["1 overdue", "2 to approve"])
    '1 overdue, 2 to approve'
    """
    words = ", ".join(counts)
    while len(words) > SUBJECT_LENGTH:
        counts = counts[:-1]
        words = f"{', '.join(counts)} and more"
    return words


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
        "lines": [_line(line, words) for line in section.lines],
    }


def _line(line, words):
    day = f"{line.when.day} {calendar.MONTHS[line.when.month]} {line.when.year}" if line.when else ""
    note = " ".join(line.note.split())
    about = ", ".join(part for part in (line.detail, f"{words.by} {day}" if day else "") if part)
    sentences = [f"{part}." for part in (about, line.state) if part]
    plain = [
        *_wrapped(line.title, first="* "),
        *_wrapped(" ".join(sentences)),
        *(_wrapped(f"Reason: {note}") if note else ()),
        f"{INDENT}{absolute(line.path)}",
    ]
    return {
        "title": line.title,
        "sentences": sentences,
        "note": note,
        "address": absolute(line.path),
        "plain": plain,
    }


def _wrapped(text, first=INDENT):
    return textwrap.wrap(
        text, COLUMNS, initial_indent=first, subsequent_indent=INDENT, break_on_hyphens=False
    )
