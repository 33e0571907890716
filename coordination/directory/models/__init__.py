"""The directory: institutions, people, services, and the words it speaks in."""

from coordination.directory.models.agreements import Agreement, ProtectionLift, YouthOfficeDistrict
from coordination.directory.models.consents import ConsentText
from coordination.directory.models.contacts import ContactPoint
from coordination.directory.models.exports import ExportRequest
from coordination.directory.models.grants import InstitutionUserObjectPermission
from coordination.directory.models.hours import CatchmentPart, Fallback, Hours, OnCallShift
from coordination.directory.models.imports import ImportProfile, ImportRow, ImportRun
from coordination.directory.models.institutions import ADDRESS_OF_PROTECTED, Institution
from coordination.directory.models.listings import Identifier, Listing
from coordination.directory.models.offers import Service, ServiceArea
from coordination.directory.models.people import Affiliation, Person
from coordination.directory.models.private import DataRequest, NoticeGiven, PrivateContact
from coordination.directory.models.proposals import Proposal
from coordination.directory.models.reference import (
    Feature,
    Function,
    InstitutionType,
    Language,
    Profession,
    ServiceKind,
    Standing,
    Target,
    TargetGroup,
    Topic,
    known_types,
    type_word,
)
from coordination.directory.models.traits import (
    TRAITS,
    InstitutionFeature,
    InstitutionLanguage,
    InstitutionTargetGroup,
    InstitutionTopic,
)

__all__ = [
    "ADDRESS_OF_PROTECTED",
    "TRAITS",
    "Affiliation",
    "Agreement",
    "CatchmentPart",
    "ConsentText",
    "ContactPoint",
    "DataRequest",
    "ExportRequest",
    "Fallback",
    "Feature",
    "Function",
    "Hours",
    "Identifier",
    "ImportProfile",
    "ImportRow",
    "ImportRun",
    "Institution",
    "InstitutionFeature",
    "InstitutionLanguage",
    "InstitutionTargetGroup",
    "InstitutionTopic",
    "InstitutionType",
    "InstitutionUserObjectPermission",
    "Language",
    "Listing",
    "NoticeGiven",
    "OnCallShift",
    "Person",
    "PrivateContact",
    "Profession",
    "Proposal",
    "ProtectionLift",
    "Service",
    "ServiceArea",
    "ServiceKind",
    "Standing",
    "Target",
    "TargetGroup",
    "Topic",
    "YouthOfficeDistrict",
    "known_types",
    "type_word",
]
