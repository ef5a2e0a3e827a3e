"""The sample people's sign-ins, printed when the demonstration starts."""

import csv
from pathlib import Path

from performance.models import Person

FOLDER = Path(__file__).parent
PASSWORD = "committee-paper-2020"  # noqa: S105  (a sample's, printed in the terminal on purpose)
WORDS = {
    "owner": "measure owner",
    "deputy": "deputy",
    "provider": "data provider",
    "manager": "manager",
    "officer": "performance officer",
    "clearance": "clears packs",
    "clerk": "scrutiny clerk",
    "administrator": "administrator",
}


def people():
    """The rows of people.csv."""
    with (FOLDER / "people.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def are_loaded():
    """Whether the sample people are in this database: a product's date may be set without them."""
    return Person.objects.filter(email__in=[person["email"] for person in people()]).exists()


def lines():
    """One sign-in per role, with the password that all of them share."""
    seen, rows = set(), []
    for person in people():
        role = person["roles"]
        if role and role not in seen:
            seen.add(role)
            rows.append(f"  {WORDS[role]:<20} {person['email']}")
    return ["Sign in as one of the sample people:", *rows, f"  password             {PASSWORD}"]
