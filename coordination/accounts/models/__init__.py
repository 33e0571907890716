from coordination.accounts.models.audit import AuditEntry
from coordination.accounts.models.links import Link
from coordination.accounts.models.memberships import Membership
from coordination.accounts.models.networks import CatchmentMunicipality, Network, NetworkHost, NetworkRule
from coordination.accounts.models.people import User
from coordination.accounts.models.sessions import UserSession
from coordination.accounts.models.texts import NetworkText
from coordination.accounts.models.tokens import ApiToken
from coordination.accounts.models.views import SavedView

__all__ = [
    "ApiToken",
    "AuditEntry",
    "CatchmentMunicipality",
    "Link",
    "Membership",
    "Network",
    "NetworkHost",
    "NetworkRule",
    "NetworkText",
    "SavedView",
    "User",
    "UserSession",
]
