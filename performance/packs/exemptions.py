"""What may be kept from the public: Part 1 of Schedule 12A to the Local Government Act 1972, for England.

The words are those of the Schedule as the Local Government (Access to Information) (Variation) Order 2006
left it. Pure.
"""

SCHEDULE = "Part 1 of Schedule 12A to the Local Government Act 1972"
PARAGRAPHS = {
    1: "Information relating to any individual.",
    2: "Information which is likely to reveal the identity of an individual.",
    3: "Information relating to the financial or business affairs of any particular person (including the "
    "authority holding that information).",
    4: "Information relating to any consultations or negotiations, or contemplated consultations or "
    "negotiations, in connection with any labour relations matter arising between the authority or a "
    "Minister of the Crown and employees of, or office holders under, the authority.",
    5: "Information in respect of which a claim to legal professional privilege could be maintained in legal "
    "proceedings.",
    6: "Information which reveals that the authority proposes (a) to give under any enactment a notice under "
    "or by virtue of which requirements are imposed on a person; or (b) to make an order or direction under "
    "any enactment.",
    7: "Information relating to any action taken or to be taken in connection with the prevention, "
    "investigation or prosecution of crime.",
}


def sentence(paragraph: int, reason: str) -> str:
    """Why a part is exempt, as every copy prints it: the law, the paragraph's own words, and the reason.

    >>> sentence(1, "It is about one person")[-71:]
    '1972: “Information relating to any individual.” It is about one person.'
    """
    reason = reason.strip()
    stop = "" if reason.endswith((".", "!", "?")) else "."
    words = PARAGRAPHS[paragraph]
    return f"Exempt from publication under paragraph {paragraph} of {SCHEDULE}: “{words}” {reason}{stop}"
