from performance.models.assessments import Assessment, AssessmentRun, RecomputeRequest
from performance.models.audit import AuditEntry
from performance.models.measures import (
    Framework,
    Measure,
    MeasureCode,
    MeasureRole,
)
from performance.models.packs import Clearance, Pack, PackBuild, PackDownload, PackFile
from performance.models.people import Directorate, Person, Role, Service
from performance.models.periods import Period
from performance.models.scorecards import Abbreviation, Placement, Scorecard, Section
from performance.models.submissions import Contributor, SignOff, Submission
from performance.models.targets import RagRule, RagRuleLimit, StatusLevel, StatusScale, Target, TargetLimit

__all__ = [
    "Abbreviation",
    "Assessment",
    "AssessmentRun",
    "AuditEntry",
    "Clearance",
    "Contributor",
    "Directorate",
    "Framework",
    "Measure",
    "MeasureCode",
    "MeasureRole",
    "Pack",
    "PackBuild",
    "PackDownload",
    "PackFile",
    "Period",
    "Person",
    "Placement",
    "RagRule",
    "RagRuleLimit",
    "RecomputeRequest",
    "Role",
    "Scorecard",
    "Section",
    "Service",
    "SignOff",
    "StatusLevel",
    "StatusScale",
    "Submission",
    "Target",
    "TargetLimit",
]
