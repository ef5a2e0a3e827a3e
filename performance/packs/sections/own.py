"""What the sections of our own figures have in common: cells and words of rows as the content keeps them."""

from datetime import date

from performance.packs.blocks import cell
from performance.rules import calendar
from performance.rules.numbers import round_half_up


def figure(found):
    """A figure with what stands beneath it, from the plain cell of a row; why there is none where none is."""
    if not found["text"]:
        return cell(found["absence"])
    beneath = [found["unit"], found["companion"], found.get("share", ""), found["qualifier"], found["window"]]
    beneath += [found.get("note", ""), found.get("own", "")]
    unit = "%" if found["text"].endswith("%") else found["unit"]
    return cell(found["text"], value=found.get("value") or None, unit=unit, beneath=beneath)


def target(found):
    """A target with its companion and where it has got to, from the plain cell of a row."""
    to_date = f"{found['to_date']} to date" if found.get("to_date") else ""
    milestone = "milestone" if found.get("is_milestone") else ""
    return cell(found["text"], beneath=[found["companion"], to_date, milestone])


def status(row, *beneath):
    """The status that is printed of a plain row; one that was judged says so."""
    return cell(status=row["status"], beneath=[row["status"].get("beside", ""), *beneath])


def direction(row):
    """The direction of travel of a plain row, or nothing."""
    return cell(direction=row["direction"]) if row["direction"] else cell()


def day(value):
    """A date for a table: in words, with the date itself for spreadsheets."""
    return cell(calendar.in_words(value), value=value.isoformat())


def day_of(text) -> str:
    """A date of the content in words."""
    return calendar.in_words(date.fromisoformat(text))


def many(number, one, several="") -> str:
    """ "1 measure", "3 measures"."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def listed(names) -> str:
    """ "a", "a and b", "a, b and c"."""
    names = list(names)
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def share(part, whole) -> str:
    """A share in whole per cent, rounded half up: 10 of 22 is "45%"; of nothing there is none."""
    return f"{round_half_up(part * 100 / whole, 0)}%" if whole else ""


def within(row) -> str:
    """A figure and its target in brackets: " (79.7% against 87%)"; "" without a figure."""
    text, goal = row["figure"]["text"], row["target"]["text"]
    return f" ({text} against {goal})" if text and goal else f" ({text})" if text else ""
