"""What a pack says of itself before its figures: which copy it is, what it adds to, what is not in it.

Pure: plain mappings in, words out.
"""

from performance.models import Copy
from performance.packs import exemptions


def flags(content) -> list[dict]:
    """Who a copy is for, where it is not for everybody: the first words of its first page."""
    copy = content.get("copy", Copy.PUBLIC)
    if copy == Copy.INTERNAL:
        return [{"head": "Internal.", "text": "For the management team; not for publication."}]
    if copy != Copy.EXEMPT:
        return []
    named = [
        f"{section['title']} (paragraph {section['exempt']['paragraph']})"
        for section in content["sections"]
        if section["exempt"]
    ]
    text = f"This copy holds what is exempt from publication: {'; '.join(named)}."
    return [{"head": "Not for publication.", "text": text}]


def heads(content) -> list[str]:
    """What the running head says beside the day of the meeting."""
    copy, supplement = content.get("copy", Copy.PUBLIC), content.get("supplement")
    found = {Copy.INTERNAL: ["Internal"], Copy.EXEMPT: ["Not for publication"]}.get(copy, [])
    return [*found, f"Supplement {supplement['number']}"] if supplement else found


def supplement(content) -> str:
    """What a supplement adds to or replaces: "Supplement 2. It adds to “Performance report 2020/21”."."""
    found = content.get("supplement")
    if not found:
        return ""
    does = "replaces" if found["replaces"] else "adds to"
    return f"Supplement {found['number']}. It {does} “{found['to_title']}”."


# Sections that begin with what they come to: where nothing is rated, that is what the first page says.
LEADS = {"comparison", "value_for_money", "quartiles"}


def lead(sections, summary) -> dict:
    """The first page's sentences where no measure is rated: what the pack comes to, and why none is rated.

    Counting statuses would say nothing there. The first section that begins with what it comes to gives its
    first words; without one, why none is rated comes first. Empty where a measure is rated.
    """
    total = summary["total"]
    if summary["not_rated"] < total:
        return {}
    why = _why_none(summary) if total else ""
    for section in sections:
        first = section["blocks"][0] if section["blocks"] else {"block": ""}
        if section["kind"] in LEADS and not section["exempt"] and first["block"] == "prose":
            said = "".join(run["text"] for run in first["paragraphs"][0]["runs"])
            return {"sentence": said, "unrated": why}
    return {"sentence": why, "unrated": ""} if total else {}


def _why_none(summary):
    """Why no measure is rated: "None of the 4 measures is rated: no target."."""
    total = summary["total"]
    none = (
        "The one measure of our own is not rated" if total == 1 else f"None of the {total} measures is rated"
    )
    reasons = [entry for entry in summary["reasons"] if entry["reason"]]
    said = [f"{entry['reason'][:1].lower()}{entry['reason'][1:]}" for entry in reasons]
    if len(reasons) > 1:
        said = [f"{text} ({entry['count']})" for text, entry in zip(said, reasons, strict=True)]
    return f"{none}: {'; '.join(said)}." if said else f"{none}."


def left_out(sections) -> list[str]:
    """Sentences on what this copy has only the titles of: what is exempt, and what is to follow."""
    exempt = [section["title"] for section in sections if section["withheld"]]
    later = [section["title"] for section in sections if section["to_follow"] and not section["withheld"]]
    found = []
    if exempt:
        one = len(exempt) == 1
        count = "1 section is" if one else f"{len(exempt)} sections are"
        found.append(f"{count} exempt from publication and not in this copy: {'; '.join(exempt)}.")
    if later:
        found.append(f"To follow: {'; '.join(later)}.")
    return found


def said(section) -> str:
    """What the contents say beside a section's title."""
    if section["withheld"]:
        return "not in this copy"
    parts = ["not for publication"] if section["exempt"] else []
    return ", ".join([*parts, "to follow"] if section["to_follow"] else parts)


def exempt(found):
    """Why a section is exempt, with its sentence."""
    return found and found | {"sentence": exemptions.sentence(found["paragraph"], found["reason"])}


def layers_of(sections, layers) -> list[list]:
    """Which layers each section prints: the dashboards by the titles that they name, each layer once.

    A dashboard that names none prints what no other names.
    """
    boards = [section for section in sections if section["kind"] == "dashboard"]
    named = {title for section in boards for title in section.get("layers") or ()}
    left, given = list(layers), []
    for section in sections:
        mine = []
        if section in boards and not (section["withheld"] or section["to_follow"]):
            wanted = section.get("layers")
            mine = [
                layer
                for layer in left
                if (layer["title"] in wanted if wanted else layer["title"] not in named)
            ]
            left = [layer for layer in left if layer not in mine]
        given.append(mine)
    return given
