"""What this room holds of people: accounts, roles, ways of signing in, the log."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.accounts.guards import AUDIT
from coordination.accounts.models import AuditEntry, Link, User
from coordination.accounts.services.erasure import EMPTY_ACCOUNT, forget_account, forgettable
from coordination.lib import erasures, guards
from coordination.lib.personal.shapes import Activity, Fate, Fixed, Free, Holding, Mention, Period, Subject
from coordination.lib.personal.shapes import Before as Moment


def _user(column: str = "user"):
    return lambda subject: Q(**{column: subject.user_id}) if subject.user_id else None


def _addresses(column: str):
    def find(subject: Subject) -> Q | None:
        found = Q(pk=None)
        for mail in subject.mails:
            found |= Q(**{f"{column}__iexact": mail})
        return found if subject.mails and subject.user_id else None

    return find


def _sessions(subject: Subject) -> Q | None:
    keys = apps.get_model("accounts", "UserSession").objects.filter(user=subject.user_id)
    return Q(session_key__in=keys.values("session_key")) if subject.user_id else None


def _log(subject: Subject) -> Q | None:
    """What the person did, and what was done to the person's entries."""
    by = Q(user=subject.user_id) if subject.user_id else Q(pk=None)
    return by | Q(to_uid__in=subject.uids)


_CONTRACT = _("Public task (Art. 6(1)(e) GDPR with § 3 KKG): who works in the network needs an account")
_SECURITY = _("Legal obligation (Art. 6(1)(c) with Art. 32 GDPR): security of processing")

ACTIVITIES = [
    Activity(
        key="accounts",
        title=_("Accounts and roles"),
        purpose=_("To let people into the workspace and to show each only what the own role allows."),
        ground=_CONTRACT,
        people=_("People with an account"),
        recipients=_("The coordination of the network; the data protection officer"),
    ),
    Activity(
        key="access",
        title=_("Signing in"),
        purpose=_("To protect accounts against strangers: second factor, sessions, failed attempts."),
        ground=_SECURITY,
        people=_("People with an account"),
        recipients=_("Nobody but the person; the operator of the machine on suspicion of misuse"),
    ),
    Activity(
        key="log",
        title=_("Log"),
        purpose=_(
            "To be able to answer who read, exported, granted or changed what, and to find misuse of an account. "
            "Not to watch how anybody works."
        ),
        ground=_("Accountability and security (Art. 5(2), Art. 32, Art. 6(1)(c) GDPR)"),
        people=_("People with an account"),
        recipients=_("The coordination; the data protection officer; the supervisory authority on demand"),
    ),
]

_WITH_ACCOUNT = _("With the account")

HOLDINGS = [
    Holding(
        model="accounts.User", activity="accounts", order=95,
        fields=["email", "first_name", "last_name", "salutation", "language", "is_active"],
        secret=["password"], derived=["sort_key", "search_text"],
        find=_user("pk"), fate=Fate.EMPTY, empty=EMPTY_ACCOUNT,
        kept=_("12 months after the last role has ended"),
        why=_("An empty account stays, so that history and log keep their order; it names nobody."),
    ),
    Holding(
        model="accounts.Membership", activity="accounts", fields=["user", "role"], find=_user(), fate=Fate.STAY,
        kept=_("As long as the network counts its members"),
        why=_("Roles end today; without a name they remain for the statistics."),
    ),
    Holding(
        model="directory.InstitutionUserObjectPermission", activity="accounts", fields=["user"],
        derived=["permission"], find=_user(), fate=Fate.DELETE, kept=_WITH_ACCOUNT, order=10,
    ),
    Holding(
        model="directory.InstitutionUserObjectPermission", activity="accounts", fields=["granted_by"], only=True,
        find=_user("granted_by"), fate=Fate.EMPTY, empty={"granted_by": None}, kept=_WITH_ACCOUNT, order=11,
    ),
    Holding(
        model="guardian.UserObjectPermission", activity="accounts", fields=["user", "object_pk"],
        derived=["permission", "content_type"], find=_user(), fate=Fate.DELETE, kept=_WITH_ACCOUNT, order=10,
    ),
    Holding(
        model="accounts.User_groups", activity="accounts", fields=["user"], find=_user(), fate=Fate.DELETE,
        kept=_WITH_ACCOUNT, order=10,
    ),
    Holding(
        model="accounts.User_user_permissions", activity="accounts", fields=["user"], find=_user(),
        fate=Fate.DELETE, kept=_WITH_ACCOUNT, order=10,
    ),
    Holding(
        model="accounts.SavedView", activity="accounts", fields=["owner", "name", "query", "page"],
        find=_user("owner"), fate=Fate.DELETE, kept=_WITH_ACCOUNT,
    ),
    Holding(
        model="accounts.Link", activity="accounts", fields=["recipient", "data"], secret=["digest"],
        derived=["made_by"], find=_addresses("recipient"), fate=Fate.DELETE, kept=_("90 days after it ran out"),
    ),
    Holding(
        model="accounts.Link", activity="accounts", fields=["made_by"], only=True, find=_user("made_by"),
        fate=Fate.EMPTY, empty={"made_by": None}, kept=_("90 days after it ran out"),
    ),
    Holding(
        model="accounts.ApiToken", activity="access", fields=["user", "name", "scopes", "prefix"],
        secret=["digest"], find=_user(), fate=Fate.DELETE, kept=_WITH_ACCOUNT,
    ),
    Holding(
        model="accounts.UserSession", activity="access", fields=["user", "device", "address"],
        secret=["session_key"], find=_user(), fate=Fate.DELETE, kept=_("Until signing out, 12 hours at most"),
        order=31,
    ),
    Holding(
        model="sessions.Session", activity="access", fields=["expire_date"],
        secret=["session_key", "session_data"], find=_sessions, fate=Fate.DELETE,
        kept=_("Until signing out, 12 hours at most"), order=30,
    ),
    Holding(
        model="mfa.Authenticator", activity="access", fields=["user", "type"], secret=["data"], find=_user(),
        fate=Fate.DELETE, kept=_WITH_ACCOUNT,
    ),
    Holding(
        model="account.EmailAddress", activity="access", fields=["user", "email"], find=_user(),
        fate=Fate.DELETE, kept=_WITH_ACCOUNT,
    ),
    Holding(
        model="account.EmailConfirmation", activity="access", fields=["email_address"], secret=["key"],
        find=_user("email_address__user"), fate=Fate.DELETE, kept=_WITH_ACCOUNT, order=30,
    ),
    Holding(
        model="socialaccount.SocialAccount", activity="access", fields=["user", "uid", "provider", "extra_data"],
        find=_user(), fate=Fate.DELETE, kept=_WITH_ACCOUNT,
    ),
    Holding(
        model="socialaccount.SocialToken", activity="access", fields=["account"],
        secret=["token", "token_secret"], find=_user("account__user"), fate=Fate.DELETE, kept=_WITH_ACCOUNT,
        order=30,
    ),
    Holding(
        model="lib.KeptAnswer", activity="access", fields=["user", "location", "answer"],
        derived=["key", "request"], find=_user(), fate=Fate.DELETE, kept=_("One day"),
    ),
    Holding(
        model="axes.AccessAttempt", activity="access",
        fields=["username", "ip_address", "user_agent", "path_info"],
        derived=["get_data", "post_data", "http_accept"], find=_addresses("username"), fate=Fate.DELETE,
        kept=_("7 days"),
    ),
    Holding(
        model="accounts.AuditEntry", activity="log", fields=["user", "did", "detail"],
        derived=["to_kind", "to_uid"], find=_log, fate=Fate.STAY,
        kept=_("3 months for sign-ins, 12 months for what was read, 24 months for the rest"),
        why=_("The log may not be changed; instead of the name it shows an erased account."),
    ),
]  # fmt: skip

MENTIONS = [
    Mention(
        model="accounts.AuditEntry", fields=["detail"], why=_("Log"), opened=lambda: guards.opened(AUDIT)
    ),
    Mention(model="accounts.NetworkRule", fields=["reason"], why=_("Reasons of rules")),
    Mention(model="accounts.Link", fields=["data"], why=_("Invitations")),
    Mention(model="accounts.SavedView", fields=["name", "query"], why=_("Saved views")),
]

_OFFICE = "The office of the network, as its letterhead has it; changed on the page of the network."
FREE = [
    Free(model="accounts.Network", why=_OFFICE),
    Free(model="accounts.NetworkText", fields=["page", "variant"], why="Words of ours."),
    Free(model="accounts.NetworkHost", why="Names of hosts."),
    Free(model="accounts.NetworkRule", fields=["rule"], why="A word of ours."),
    Free(model="accounts.Link", fields=["purpose"], why="A word of ours."),
    Free(model="guardian.GroupObjectPermission", why="Not used: rights belong to roles."),
    Free(model="socialaccount.SocialApp", why="The server of the authority, set in the environment."),
    Free(model="axes.AccessFailureLog", why="Switched off (AXES_ENABLE_ACCESS_FAILURE_LOG)."),
    Free(model="axes.AccessLog", why="Switched off (AXES_DISABLE_ACCESS_LOG)."),
    Free(model="axes.AccessAttemptExpiration", why="A moment beside an attempt."),
]


# --- Erasing again after a restore ------------------------------------------------------------------------------------


@erasures.eraser("accounts.user")
def erase_user(uid: UUID) -> bool:
    user = User.objects.filter(uid=uid).first()
    if user is None or user.email == EMPTY_ACCOUNT["email"](user):
        return False
    forget_account(user)
    return True


# --- How long ---------------------------------------------------------------------------------------------------------


def _of_network(column: str = "network"):
    return lambda rows, network: rows.filter(**{column: network})


def _older(before: Moment, networks: Collection[int], column: str) -> Q:
    """Rows older than their own network keeps them; those of no network by the default."""
    condition = Q(network__isnull=True, **{f"{column}__lt": before(None)})
    for pk in networks:
        condition |= Q(network=pk, **{f"{column}__lt": before(pk)})
    return condition


def _old_reads(before: Moment, networks: Collection[int]) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(_older(before, networks, "at"), did=AuditEntry.Did.READ)


def _old_log(before: Moment, networks: Collection[int]) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.filter(_older(before, networks, "at"))
    return rows.exclude(did__in=[AuditEntry.Did.READ, AuditEntry.Did.SIGNED_IN])


def _old_sign_ins(before: Moment, networks: Collection[int]) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(_older(before, networks, "at"), did=AuditEntry.Did.SIGNED_IN)


def _delete_log(rows: QuerySet[AuditEntry]) -> int:
    with guards.opened(AUDIT):
        return rows.order_by().delete()[0]


def _old_links(before: Moment, networks: Collection[int]) -> QuerySet[Link]:
    return Link.objects.filter(_older(before, networks, "expires_at"))


def _delete(rows: QuerySet) -> int:
    return rows.order_by().delete()[0]


def _forget_accounts(rows: QuerySet[User]) -> int:
    count = 0
    for user in rows.order_by("id"):
        erasures.remember("accounts.user", user.uid)
        forget_account(user)
        count += 1
    return count


def _accounts_in(rows: QuerySet[User], network: int) -> QuerySet[User]:
    from coordination.accounts.models import Membership  # noqa: PLC0415 -- beside its use

    return rows.filter(Exists(Membership.objects.filter(user=OuterRef("pk"), network=network)))


PERIODS = [
    Fixed(
        key="accounts.access", activity="access", title=_("Sessions and failed attempts to sign in"),
        kept=_("12 hours; failed attempts 7 days"), does=_("are deleted"), work="accounts.access",
    ),
    Period(
        key="accounts.sign_ins", activity="log", title=_("Log of sign-ins"),
        months=3, least=1, most=12, due=_old_sign_ins, act=_delete_log, of_network=_of_network(),
        does=_("is deleted"),
    ),
    Period(
        key="accounts.read_log", activity="log", title=_("Log of reading protected data"),
        months=12, least=6, most=24, due=_old_reads, act=_delete_log, of_network=_of_network(),
        does=_("is deleted"),
    ),
    Period(
        key="accounts.log", activity="log", title=_("Log of everything else"),
        months=24, least=12, most=36, due=_old_log, act=_delete_log, of_network=_of_network(),
        does=_("is deleted"),
    ),
    Period(
        key="accounts.links", activity="accounts", title=_("Invitations and links that ran out"),
        months=3, least=1, most=12, due=_old_links, act=_delete, of_network=_of_network(), does=_("are deleted"),
    ),
    Period(
        key="accounts.former", activity="accounts", title=_("Accounts whose last role has ended"),
        months=12, least=3, most=24, due=forgettable, act=_forget_accounts, of_network=_accounts_in,
        does=_("are emptied: name and address go, roles stay for the statistics"), order=40,
    ),
]  # fmt: skip
