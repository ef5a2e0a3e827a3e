"""The world's figures: what others published, and what is derived from it.

Three kinds of thing are kept apart: an observation (one authority's published value), a published group
figure or position (somebody else's sum or judgement), and what is derived here (statistics, positions),
which can be deleted and computed again at any time.
"""

from benchmarking.models.areas import Authority, AuthorityCode, AuthorityName
from benchmarking.models.derived import Position, Recomputation, Statistic
from benchmarking.models.groups import ComparatorGroup, GroupName, Membership
from benchmarking.models.imports import ColumnMapping, DataImport
from benchmarking.models.indicators import Indicator, IndicatorBreak, IndicatorCode
from benchmarking.models.observations import GroupFigure, Observation
from benchmarking.models.positions import PublishedPosition, ordinal
from benchmarking.models.sources import Source

__all__ = [
    "Authority",
    "AuthorityCode",
    "AuthorityName",
    "ColumnMapping",
    "ComparatorGroup",
    "DataImport",
    "GroupFigure",
    "GroupName",
    "Indicator",
    "IndicatorBreak",
    "IndicatorCode",
    "Membership",
    "Observation",
    "Position",
    "PublishedPosition",
    "Recomputation",
    "Source",
    "Statistic",
    "ordinal",
]
