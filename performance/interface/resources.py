"""The listings by name, in the order in which they are described."""

from performance.interface.own import ASSESSMENTS, MEASURES, TARGETS
from performance.interface.published import (
    AUTHORITIES,
    GROUP_FIGURES,
    GROUPS,
    INDICATORS,
    MEMBERS,
    OBSERVATIONS,
    POSITIONS,
    STATISTICS,
)

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
