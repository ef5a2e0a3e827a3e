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
        "sentence,wrong,kind,should_be\n"
        "The LALS success rate was 84%.,no,number,\n"
        "The LALS success rate was 48%.,yes,number,84%\n"
        "The LALS success rate was 84%.,yes,status,\n",
        encoding="utf-8",
    )
    assert run(list=listed) == [
        "Not found: The LALS success rate was 84%.",
        "number: 0 of 1 true flagged",
        "number: 1 of 1 wrong found",
        "status: 0 of 1 wrong found",
        "1 of 2 wrong sentences found",
        "0 of 1 true sentences flagged",
    ]


def test_the_committed_list_is_its_default():
    assert run()[-2:] == ["54 of 54 wrong sentences found", "0 of 47 true sentences flagged"]


def test_a_list_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv cannot be read: No such file"):
        run(list=tmp_path / "nowhere.csv")
