from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def run(**options):
    out = StringIO()
    call_command("measure_prose", stdout=out, **options)
    return out.getvalue().splitlines()


def test_it_counts_what_is_found_and_what_is_flagged_by_kind(tmp_path):
    listed = tmp_path / "list.csv"
    listed.write_text(
        "set,sentence,wrong,kind\n"
        "tuned,The LALS success rate was 84%.,no,number\n"
        "tuned,The LALS success rate was 48%.,yes,number\n"
        "held,The LALS success rate was 84%.,yes,status\n",
        encoding="utf-8",
    )
    assert run(list=listed) == [
        "tuned, number: 0 of 1 true flagged",
        "tuned, number: 1 of 1 wrong found",
        "tuned: 1 of 1 wrong sentences found",
        "tuned: 0 of 1 true sentences flagged",
        "Not found: The LALS success rate was 84%.",
        "held, status: 0 of 1 wrong found",
        "held: 0 of 1 wrong sentences found",
        "held: 0 of 0 true sentences flagged",
    ]


@pytest.mark.wide
def test_the_committed_list_is_its_default():
    assert [line for line in run() if "sentences" in line] == [
        "tuned: 308 of 313 wrong sentences found",
        "tuned: 0 of 356 true sentences flagged",
        "held: 5 of 5 wrong sentences found",
        "held: 0 of 5 true sentences flagged",
    ]


def test_a_list_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv cannot be read: No such file"):
        run(list=tmp_path / "nowhere.csv")
