from performance.models.actions import Action
from performance.models.assessments import Assessment, AssessmentRun, RecomputeRequest
from performance.models.audit import AuditEntry
from performance.models.beside import ComparisonFigure, ContextNote, MeasureComparison, SeriesBreak
from performance.models.imports import ImportFile
from performance.models.jobs import Job
from performance.models.mails import Mail
from performance.models.make_up import CalculationInput, Category, Dimension
from performance.models.measures import Framework, Measure, MeasureCode, MeasureRole
from performance.models.overrides import Override
from performance.models.packs import (
    Clearance,
    Copy,
    Form,
    Pack,
    PackAttachment,
    PackBuild,
    PackChunk,
    PackDownload,
    PackFile,
    PackSection,
    PackTemplate,
    Stage,
    TemplateSection,
)
from performance.models.people import Cover, Directorate, Person, Role, Service
from performance.models.periods import Period
from performance.models.proposals import TargetProposal
from performance.models.reconciliations import Reconciliation
from performance.models.reorganisations import Reorganisation
from performance.models.returns import ReturnFile
from performance.models.scorecards import Abbreviation, Column, Placement, Scorecard, Section
from performance.models.submissions import (
    Confirmation,
    Contributor,
    KeptText,
    Restatement,
    SignOff,
    Submission,
)
from performance.models.targets import (
    RagRule,
    RagRuleLimit,
    StatusLevel,
    StatusScale,
    Target,
    TargetLimit,
    TargetMonth,
)
from performance.models.tokens import ApiToken

__all__ = [
    "Abbreviation",
    "Action",
    "ApiToken",
    "Assessment",
    "AssessmentRun",
    "AuditEntry",
    "CalculationInput",
    "Category",
    "Clearance",
    "Column",
    "ComparisonFigure",
    "Confirmation",
    "ContextNote",
    "Contributor",
    "Copy",
    "Cover",
    "Dimension",
    "Directorate",
    "Form",
    "Framework",
    "ImportFile",
    "Job",
    "KeptText",
    "Mail",
    "Measure",
    "MeasureCode",
    "MeasureComparison",
    "MeasureRole",
    "Override",
    "Pack",
    "PackAttachment",
    "PackBuild",
    "PackChunk",
    "PackDownload",
    "PackFile",
    "PackSection",
    "PackTemplate",
    "Period",
    "Person",
    "Placement",
    "RagRule",
    "RagRuleLimit",
    "RecomputeRequest",
    "Reconciliation",
    "Reorganisation",
    "Restatement",
    "ReturnFile",
    "Role",
    "Scorecard",
    "Section",
    "SeriesBreak",
    "Service",
    "SignOff",
    "Stage",
    "StatusLevel",
    "StatusScale",
    "Submission",
    "Target",
    "TargetLimit",
    "TargetMonth",
    "TargetProposal",
    "TemplateSection",
]
