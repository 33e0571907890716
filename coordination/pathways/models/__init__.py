"""Reporting pathways: legal bases, pathways with their steps, frozen versions."""

from coordination.pathways.models.deadends import DeadEnds
from coordination.pathways.models.handouts import Handout, HandoutNotice
from coordination.pathways.models.legal import LegalBasis
from coordination.pathways.models.pathways import Pathway, PathwayAudience, PathwayBasis
from coordination.pathways.models.releases import Release
from coordination.pathways.models.remarks import Remark, Reviewer
from coordination.pathways.models.steps import Step, StepSlot, StepVariant, Transition

__all__ = [
    "DeadEnds",
    "Handout",
    "HandoutNotice",
    "LegalBasis",
    "Pathway",
    "PathwayAudience",
    "PathwayBasis",
    "Release",
    "Remark",
    "Reviewer",
    "Step",
    "StepSlot",
    "StepVariant",
    "Transition",
]
