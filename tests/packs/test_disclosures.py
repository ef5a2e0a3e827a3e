"""Names of people and suppressed numbers in what somebody wrote: findings before a pack is published."""

import pytest

from performance import suppressing
from performance.models import Submission
from performance.packs import blocks, disclosures
from tests import world
from tests.packs.conftest import rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.wide]
NAMES = "Public copies name posts: write the post instead."


def found(content, suppression=suppressing.NOTHING):
    return [
        (finding["copy"], finding["section"], finding["claim"], finding["says"], finding["why"])
        for finding in disclosures.findings_of(content, suppression)
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Agreed with Mary Manager in May.", "Mary Manager"),
        ("Agreed with MARY MANAGER.", "MARY MANAGER"),
        ("Ask Ms Manager.", "Ms Manager"),
        ("Write to mary.manager@example.org.", "mary.manager@example.org"),
        ("Ask the manager, or Mary.", None),
        ("Mary Managerial is somebody else.", None),
    ],
)
def test_a_name_in_commentary_is_a_finding(content, text, says):
    row = rows_of(content)[0]
    row["commentary"] = text
    why = f"The commentary of “{row['title']}” names a person of this system. {NAMES}"
    expected = [("public", "commentary", "name", says, why)] if says else []
    assert found(content) == expected


def test_names_are_looked_for_wherever_somebody_writes_and_not_in_the_internal_copy(content):
    exempt = {"paragraph": 3, "reason": "Olive Owner asked for it."}
    words = blocks.prose(blocks.paragraph(blocks.run("By "), blocks.run("Ada Admin", strong=True)))
    section = {"title": "Care by Petra Officer", "anchor": "text-1", "exempt": exempt, "blocks": [words]}
    content["sections"] = [section]
    content["notes"] = [{"number": 1, "text": "Seen by Clive Clerk."}]

    says = {finding[3] for finding in found(content)}

    assert says == {"Petra Officer", "Olive Owner", "Ada Admin", "Clive Clerk"}
    assert found({"copies": {"internal": content}}) == []
    # Copies that say the same have it once.
    assert len(found({"copies": {"public": content, "exempt": content}})) == len(says)


def test_a_suppressed_number_in_words_about_its_measure_is_a_finding(content, month):
    figure = Submission.objects.in_force().filter(period=world.november()).select_related("measure").first()
    row = next(row for row in rows_of(content) if row["slug"] == figure.measure.slug)
    said = str(figure.value.normalize())
    row["commentary"] = f"It was {said}% and 1,234 besides."
    suppression = suppressing.Suppression(figures={(figure.measure_id, figure.period_id)})

    [finding] = found(content, suppression)

    assert finding[:3] == ("public", "commentary", "suppressed")
    assert finding[4] == (
        f"The commentary of “{row['title']}” prints {said}%, which is suppressed in the tables of "
        f"“{row['title']}”."
    )
    assert found(content) == []
    row["commentary"] = "It is better than last year."
    paragraph = blocks.paragraph(blocks.run(f"{row['title']} was {said}%."))
    content["sections"] = [
        {"title": "Report", "anchor": "report", "exempt": None, "blocks": [blocks.prose(paragraph)]}
    ]
    assert [finding[1:4] for finding in found(content, suppression)] == [("report", "suppressed", f"{said}%")]
