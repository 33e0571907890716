from coordination.lib.models.api import KeptAnswer
from coordination.lib.models.erasures import Erasure
from coordination.lib.models.files import StoredFile
from coordination.lib.models.guards import OpenGuard
from coordination.lib.models.history import ChangeSet, Removable, Tracked, TrackedQuerySet
from coordination.lib.models.limits import RateCount
from coordination.lib.models.mail import OutboxMail
from coordination.lib.models.retention import KeepingTime, RetentionRun
from coordination.lib.models.search import SearchDoc, SearchPosting, SearchState, SearchWord
from coordination.lib.models.translations import Translation
from coordination.lib.models.work import Job, QueuedTask, Turn, WorkerSign

__all__ = [
    "ChangeSet",
    "Erasure",
    "Job",
    "KeepingTime",
    "KeptAnswer",
    "OpenGuard",
    "OutboxMail",
    "QueuedTask",
    "RateCount",
    "Removable",
    "RetentionRun",
    "SearchDoc",
    "SearchPosting",
    "SearchState",
    "SearchWord",
    "StoredFile",
    "Tracked",
    "TrackedQuerySet",
    "Translation",
    "Turn",
    "WorkerSign",
]
