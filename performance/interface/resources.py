"""The listings by name, in the order in which they are described."""

from performance.interface.own import ASSESSMENTS, MEASURES, TARGETS
from performance.interface.published import GROUP_FIGURES, OBSERVATIONS, POSITIONS, STATISTICS
from performance.interface.reference import AUTHORITIES, GROUPS, INDICATORS, MEMBERS

RESOURCES = {
    resource.name: resource
    for resource in (
        MEASURES,
        TARGETS,
        ASSESSMENTS,
        INDICATORS,
        AUTHORITIES,
        GROUPS,
        MEMBERS,
        OBSERVATIONS,
        GROUP_FIGURES,
        STATISTICS,
        POSITIONS,
    )
}
