"""A valid row of every kind of published figure, and what the database refuses of it.

`tests/test_constraints.py` tries them together with the rules of our own figures.
"""

from datetime import UTC, date, datetime
from decimal import Decimal as D

from benchmarking.models import (
    Authority,
    AuthorityCode,
    AuthorityName,
    ColumnMapping,
    ComparatorGroup,
    DataImport,
    GroupFigure,
    GroupName,
    Indicator,
    IndicatorBreak,
    IndicatorCode,
    Membership,
    Observation,
    Position,
    Recomputation,
    Source,
    Statistic,
)
from performance.models import ApiToken, Reconciliation
from tests import world

NOW = datetime(2020, 12, 10, 10, 0, tzinfo=UTC)
FIRST, LAST = date(2019, 4, 1), date(2020, 3, 31)
BEFORE = date(2019, 3, 31)


def council():
    return Authority.objects.get(code="LEC")


def national():
    return Indicator.objects.get(slug="ascof-users-safe")


def authority(**fields):
    return Authority, {"code": "NEW", "name": "New Council", "short_name": "New"} | fields


def authority_code(**fields):
    return AuthorityCode, {"authority": council(), "scheme": "ours", "code": "1"} | fields


def authority_name(**fields):
    return AuthorityName, {"authority": council(), "name": "Leics", "key": "leics"} | fields


def group(kind="own", **fields):
    row = {"slug": f"{kind}-new", "title": "New", "kind": kind}
    if kind == "neighbours":
        row |= {"of": council(), "listing": "Ours"}
    return ComparatorGroup, row | fields


def held(maker, **fields):
    """A row that others stand on."""
    model, row = maker(**fields)
    return model.objects.filter(
        **{name: row[name] for name in ("slug", "title", "name") if name in row}
    ).first() or (model.objects.create(**row))


def group_name(**fields):
    return GroupName, {"group": held(group), "name": "Ours", "key": "ours"} | fields


def membership(**fields):
    return Membership, {"group": held(group), "authority": council()} | fields


def indicator(**fields):
    return Indicator, {"slug": "new", "title": "New", "polarity": "high"} | fields


def indicator_code(**fields):
    return IndicatorCode, {"indicator": national(), "framework": "Ours", "code": "1"} | fields


def indicator_break(**fields):
    return IndicatorBreak, {"indicator": national(), "year": "2010/11", "reason": "New question."} | fields


def source(**fields):
    return Source, {"title": "A table", "publisher": "A publisher", "published_on": LAST} | fields


def mapping(**fields):
    row = {"name": "Care homes", "shape": "long", "fingerprint": "0" * 64, "created_at": NOW}
    return ColumnMapping, row | fields


def data_import(status="previewed", **fields):
    row = {
        "name": "figures.csv",
        "sha256": "0" * 64,
        "size": 1,
        "reader": "long",
        "status": status,
        "at": NOW,
    }
    if status == "loaded":
        row |= {"loaded_at": NOW, "source": held(source)}
    return DataImport, row | fields


def published(**fields):
    row = {"indicator": national(), "year": "2019/20", "starts_on": FIRST, "ends_on": LAST, "value": D(0)}
    return row | {"source": held(source)} | fields


def suppressed(maker, **fields):
    return maker(**{"value": None, "marker": "c"} | fields)


def observation(**fields):
    return Observation, published(authority=council()) | fields


def group_figure(**fields):
    return GroupFigure, published(group=held(group)) | fields


def derived(**fields):
    row = {"indicator": national(), "year": "2019/20", "group": held(group), "known_from": LAST}
    return row | fields


def statistic(**fields):
    return Statistic, derived(n=5, of=5) | fields


def position(**fields):
    return Position, derived(authority=council(), value=D(0), rank=1, of=1, tied=1) | fields


def recomputation(**fields):
    return Recomputation, {"indicator": national(), "seq": 1, "done_seq": 1, "requested_at": NOW} | fields


def token(**fields):
    row = {"person": world.person("petra"), "name": "Power BI", "prefix": "scr_1", "digest": "0" * 64}
    row |= {"created_by": world.person("ada"), "created_at": NOW, "expires_on": date(2021, 12, 10)}
    return ApiToken, row | fields


def revoked(**fields):
    return token(**{"revoked_at": NOW, "revoked_by": world.person("ada")} | fields)


def reconciliation(**fields):
    row = {"measure": world.measure("heritage-visits"), "year": "2019/20", "source": held(source)}
    row |= {"own_value": D(1), "published_value": D(2), "cause": "timing", "reason": "Taken in June."}
    return Reconciliation, row | {"by": world.person("olive"), "at": NOW} | fields


# The rule, a valid row, and what is changed in it.
BROKEN = [
    ("authority_tier", authority, {"tier": "middle"}),
    ("authority_dates_in_order", authority, {"starts_on": FIRST, "ends_on": BEFORE}),
    ("group_kind group_neighbours_have_one", lambda: group("neighbours"), {"kind": "friends"}),
    ("group_kind", group, {"kind": "friends"}),
    ("group_neighbours_have_one", lambda: group("neighbours"), {"of": None}),
    ("group_neighbours_have_one", group, lambda row: {"of": council()}),
    ("membership_dates_in_order", membership, {"first_day": FIRST, "last_day": BEFORE}),
    ("indicator_polarity", indicator, {"polarity": "up"}),
    ("indicator_decimals", indicator, {"decimals": 7}),
    ("indicator_per", indicator, {"per": D(0)}),
    ("indicator_per", indicator, {"per": D(-1)}),
    ("indicator_break_kind", indicator_break, {"kind": "rumour"}),
    ("mapping_shape", mapping, {"shape": "oval"}),
    ("data_import_reader", data_import, {"reader": "guess"}),
    ("data_import_loaded_at", data_import, {"status": "lost"}),
    ("data_import_loaded_at", data_import, {"loaded_at": NOW}),
    ("data_import_loaded_at", lambda: data_import("loaded"), {"loaded_at": None}),
    ("data_import_loaded_at", lambda: data_import("loaded"), {"source": None}),
    *(
        (f"{name}_{rule}", maker, changes)
        for name, maker in (("observation", observation), ("group_figure", group_figure))
        for rule, changes in (
            ("value_or_marker", {"value": None}),
            ("value_or_marker", {"marker": "c"}),
            ("dates_in_order", {"ends_on": BEFORE}),
            ("status", {"status": "rumoured"}),
        )
    ),
    ("statistic_n", statistic, {"of": 4}),
    ("position_rank", position, {"rank": 0}),
    ("position_rank", position, {"rank": 2}),
    ("recomputation_not_ahead", recomputation, {"done_seq": 2}),
    ("api_token_revoked_at_by", token, {"revoked_at": NOW}),
    ("api_token_revoked_at_by", revoked, {"revoked_at": None}),
    ("reconciliation_cause", reconciliation, {"cause": "magic"}),
    ("reconciliation_reason", reconciliation, {"reason": ""}),
]

# The rule, a row that is there, and one that cannot stand beside it.
DOUBLED = [
    ("code", authority, lambda: authority(name="Another")),
    ("authority_code_once", authority_code, lambda: authority_code(first_day=FIRST)),
    ("authority_name_once", authority_name, lambda: authority_name(name="LEICS")),
    ("slug", group, lambda: group(title="Another")),
    ("group_neighbours_once", lambda: group("neighbours"), lambda: group("neighbours", slug="another")),
    ("key", group_name, lambda: group_name(name="OURS")),
    ("membership_once", membership, lambda: membership(first_day=FIRST)),
    ("slug", indicator, lambda: indicator(title="Another")),
    ("indicator_code_once", indicator_code, lambda: indicator_code(last_year="2022/23")),
    ("indicator_break_once", indicator_break, lambda: indicator_break(reason="Another.")),
    ("title", source, lambda: source(publisher="Another")),
    ("name", mapping, lambda: mapping(shape="wide")),
    ("observation_once", observation, lambda: observation(value=D(1))),
    ("group_figure_once", group_figure, lambda: group_figure(value=D(1))),
    ("statistic_once", statistic, lambda: statistic(n=4)),
    ("position_once", position, lambda: position(of=2)),
    ("indicator", recomputation, lambda: recomputation(seq=2)),
    ("digest", token, lambda: token(name="Excel")),
]

MODELS = [
    *(Authority, AuthorityCode, AuthorityName, ComparatorGroup, GroupName, Membership),
    *(Indicator, IndicatorCode, IndicatorBreak, Source, ColumnMapping, DataImport),
    *(Observation, GroupFigure, Statistic, Position, Recomputation, ApiToken, Reconciliation),
]

AT_THE_EDGE = [
    lambda: authority(starts_on=FIRST, ends_on=FIRST),
    lambda: authority(ends_on=FIRST),
    lambda: group("neighbours"),
    lambda: membership(first_day=FIRST, last_day=FIRST),
    lambda: indicator(decimals=6, per=D("0.01"), polarity="none"),
    lambda: data_import("loaded"),
    lambda: data_import("refused"),
    observation,
    lambda: suppressed(observation),
    lambda: suppressed(group_figure),
    lambda: observation(starts_on=LAST, ends_on=LAST),
    lambda: statistic(n=0, of=0),
    lambda: position(rank=2, of=2),
    lambda: recomputation(seq=0, done_seq=0),
    revoked,
]

TOGETHER = [
    (authority_code, lambda: authority_code(scheme="theirs")),
    (lambda: group("neighbours"), lambda: group("neighbours", slug="another", listing="Theirs")),
    (group, lambda: group(slug="another")),
    (indicator_code, lambda: indicator_code(first_year="2023/24")),
    (indicator_break, lambda: indicator_break(kind="caution")),
    (observation, lambda: observation(breakdown="Female")),
    (observation, lambda: observation(source=held(source, title="A later table"))),
    (group_figure, lambda: group_figure(statistic="percentile 10")),
    (statistic, lambda: statistic(may_republish=False)),
    (statistic, lambda: statistic(known_from=FIRST)),
    (position, lambda: position(may_republish=False)),
]
