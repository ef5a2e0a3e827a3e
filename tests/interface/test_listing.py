"""What every listing does: pages by key, forms, filters, conditions, compression, refusals."""

import csv
import gzip
import io
import json

import pytest

from benchmarking.models import Observation, Source
from tests import world
from tests.interface import scene
from tests.interface.scene import BASE, CONTACT, FINDING, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, settings):
    settings.PRODUCT_DATE = world.TODAY
    scene.published()
    return scene.reader(client)


# --- Pages ----------------------------------------------------------------------------------------------


def test_pages_follow_each_other_by_absolute_addresses_and_count_the_whole(reader):
    first = read(reader.get("observations", {"indicator": FINDING, "page_size": 2}))
    second = read(reader.get(first["next"]))

    assert first["next"].startswith(f"{BASE}observations?indicator={FINDING}&page_size=2&after=")
    assert [row["authority"] for row in first["data"]] == ["LEC", "DER"]
    assert [row["authority"] for row in second["data"]] == ["GONE"]
    assert (first["count"], second["count"], second["next"]) == (3, 3, None)


def test_a_page_that_is_just_full_is_the_last(reader):
    assert read(reader.get("observations", {"indicator": FINDING, "page_size": 3}))["next"] is None


def test_rows_that_come_and_go_meanwhile_move_no_other(reader):
    first = read(reader.get("observations", {"indicator": FINDING, "page_size": 2}))
    Observation.objects.filter(authority__code="LEC").delete()
    of = Source.objects.get(title=scene.FIRST)
    gone = Observation.objects.get(authority__code="GONE", indicator__slug=FINDING)
    scene.figure(Observation, FINDING, "50", of, breakdown="Male", authority=gone.authority)

    second = read(reader.get(first["next"]))

    assert [(row["authority"], row["breakdown"]) for row in second["data"]] == [
        ("GONE", ""),
        ("GONE", "Male"),
    ]


@pytest.mark.wide
def test_pages_of_assessments_go_by_figure(client, month):
    own = scene.reader(client, "clive", by="ada")

    found = own.column("assessments", "id", page_size=7)

    assert found == sorted(set(found))
    assert len(found) == read(own.get("assessments"))["count"] > 7


@pytest.mark.wide
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page_size", "0"),
        ("page_size", "1001"),
        ("page_size", "ten"),
        ("page_size", "-5"),
        ("page_size", "1e2"),
        ("page_size", "٣"),
        ("page_size", "9" * 5000),
        ("after", "x"),
        ("after", "-1"),
        ("after", "9223372036854775808"),
        ("format", "xml"),
        ("known", "yesterday"),
        ("known", "2999-01-01"),
        ("known", "2020-13-01"),
        ("updated_since", "soon"),
        ("updated_since", "2020-13-01"),
        ("updated_since", "2020-12-10T25:00:00Z"),
        ("updated_since", "0001-01-01T00:00:00+14:00"),
        ("updated_since", "0001-01-01T00:00:00Z"),
        ("indicator", "no-such-indicator"),
        ("authority", "XXX"),
        ("group", "no-such-group"),
        ("year", "2019\0/20"),
        ("indicators", FINDING),
        ("offset", "10"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(client, name, value):
    response = scene.reader(client).get("observations", {name: value})

    assert response.status_code == 400
    assert set(response.json()) == {"error"}
    assert response.json()["error"].endswith((".", "?"))


@pytest.mark.parametrize(("size", "after"), [("1", "0"), ("1000", "9223372036854775807")])
def test_the_ends_of_what_is_taken(client, size, after):
    assert scene.reader(client).get("observations", {"page_size": size, "after": after}).status_code == 200


def test_a_parameter_that_is_not_known_is_named_with_those_that_are(reader):
    response = reader.get("statistics", {"council": "LEC"})

    assert response.json() == {
        "error": "“council” is no parameter of statistics. It takes: indicator, year, group, breakdown, "
        "format, page_size, after, updated_since, known."
    }


def test_a_filter_given_twice_takes_both_and_other_parameters_only_once(reader):
    both = reader.column("observations", "indicator", indicator=[FINDING, CONTACT], authority="LEC")
    twice = reader.get("observations", {"known": ["all", "2020-12-10"]})

    assert both == [FINDING, CONTACT]
    assert (twice.status_code, twice.json()) == (400, {"error": "Give “known” once."})


@pytest.mark.wide
def test_pages_hold_500_rows_and_at_most_1000(reader):
    of, authority = Source.objects.get(title=scene.FIRST), Observation.objects.first().authority
    like = Observation.objects.get(indicator__slug=CONTACT, source=of)
    rows = []
    for number in range(1001):
        given = {"breakdown": f"part {number}", "value": number, "authority": authority, "source": of}
        dates = {"starts_on": like.starts_on, "ends_on": like.ends_on, "year": like.year}
        rows.append(Observation(indicator=like.indicator, **given, **dates))
    Observation.objects.bulk_create(rows)

    default, most = (
        read(reader.get("observations", {"indicator": CONTACT} | size))
        for size in ({}, {"page_size": "1000"})
    )

    assert (len(default["data"]), len(most["data"]), default["count"]) == (500, 1000, 1002)
    assert len(reader.rows("observations", indicator=CONTACT)) == 1002


# --- Forms ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "accept", "kind"),
    [
        ({}, None, "application/json; charset=utf-8"),
        ({}, "*/*", "application/json; charset=utf-8"),
        ({}, "text/html,application/xhtml+xml", "application/json; charset=utf-8"),
        ({}, "text/csv", "text/csv; charset=utf-8"),
        ({}, "application/json;q=0.5, text/csv", "text/csv; charset=utf-8"),
        ({"format": "csv"}, "application/json", "text/csv; charset=utf-8"),
        ({"format": "json"}, "text/csv", "application/json; charset=utf-8"),
    ],
)
def test_form_by_parameter_or_by_accept(reader, parameters, accept, kind):
    headers = {"accept": accept} if accept else {}

    assert reader.get("indicators", parameters, **headers)["Content-Type"] == kind


def test_csv_holds_the_same_rows_and_links_to_the_next_page(reader):
    asked = {"indicator": FINDING, "page_size": 2}
    response = reader.get("observations", asked | {"format": "csv"})
    rows = read(reader.get("observations", asked))["data"]

    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert [list(line) for line in lines] == [list(row) for row in rows]
    told = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
    assert lines == told
    following = response["Link"]
    assert following.startswith(f"<{BASE}observations?indicator={FINDING}&page_size=2&format=csv&after=")
    assert following.endswith('>; rel="next"')
    assert "Link" not in reader.get("observations", {"indicator": FINDING, "format": "csv"})


def test_a_formula_in_a_text_is_not_run_by_a_spreadsheet(reader):
    Observation.objects.filter(indicator__slug=FINDING, marker="x").update(marker="=cmd()")

    text = reader.get("observations", {"authority": "GONE", "format": "csv"}).content.decode()

    assert ",'=cmd()," in text
    assert ",=cmd()," not in text


def test_with_and_without_the_last_slash(reader):
    assert read(reader.get("groups"))["data"] == read(reader.get("groups/"))["data"]


def test_the_first_address_lists_what_the_token_reads(reader):
    index = read(reader.get())

    rows = {row["resource"]: row for row in index["data"]}
    assert list(rows) == [
        "measures",
        "targets",
        "assessments",
        "indicators",
        "authorities",
        "groups",
        "group-members",
        "observations",
        "group-figures",
        "statistics",
        "positions",
    ]
    assert rows["statistics"] == {
        "resource": "statistics",
        "title": "Distributions, computed from the published figures",
        "address": f"{BASE}statistics/",
        "filters": "indicator, year, group, breakdown",
        "updated_since": True,
    }
    assert (index["count"], index["next"], rows["groups"]["updated_since"]) == (11, None, False)
    assert reader.get(rows["statistics"]["address"]).status_code == 200
    assert reader.get("", {"format": "csv"}).content.decode("utf-8-sig").startswith("resource,title,address,")


# --- Headers ----------------------------------------------------------------------------------------------


def test_an_answer_that_the_reader_has_is_not_sent_again(reader):
    first = reader.get("observations")
    again = reader.get("observations", **{"if-none-match": first["ETag"]})
    Observation.objects.filter(value=0).update(value=1)
    changed = reader.get("observations", **{"if-none-match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)


def test_a_compressed_answer_is_the_same_and_revalidates(reader):
    plain = reader.get("observations")
    packed = reader.get("observations", **{"accept-encoding": "gzip"})
    again = reader.get("observations", **{"accept-encoding": "gzip", "if-none-match": packed["ETag"]})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content)
    assert "Content-Encoding" not in plain
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["observations", "observations?known=never", "no-such-listing", ""])
def test_every_answer_is_one_persons(reader, path):
    response = reader.get(path)
    nobody = reader.client.get(f"/interface/v1/{path}")

    for answer in (response, nobody):
        assert answer["Cache-Control"] == "private, no-cache"
        assert {"Authorization", "Accept"} <= set(answer["Vary"].split(", "))
        assert "Set-Cookie" not in answer


def test_head_says_what_get_would_and_options_what_is_allowed(reader):
    got = reader.get("groups")
    headers = {"authorization": f"Bearer {reader.secret}"}
    head = reader.client.head("/interface/v1/groups", headers=headers)
    options = reader.client.options("/interface/v1/groups")

    assert (head.status_code, head.content, head["ETag"]) == (200, b"", got["ETag"])
    assert (options.status_code, options["Allow"], options.content) == (204, "GET, HEAD, OPTIONS", b"")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_here(reader, method):
    send = getattr(reader.client, method)
    response = send("/interface/v1/groups", headers={"authorization": f"Bearer {reader.secret}"})

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response.json() == {"error": "This interface is for reading: GET, HEAD and OPTIONS."}


def test_a_listing_that_is_not_there_is_answered_with_those_that_are(reader):
    response = reader.get("drafts")

    assert response.status_code == 404
    assert response.json()["error"].startswith("There is no listing “drafts”. The listings are: measures, ")


def test_sentences_are_json(reader):
    response = reader.get("drafts")

    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content)
