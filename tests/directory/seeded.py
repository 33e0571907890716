"""A person about whom every table of the house holds something, with a canary in every column of the catalogue."""

from __future__ import annotations

import datetime as dt
import importlib.util
import itertools
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.utils import timezone
from guardian.models import UserObjectPermission

from coordination.accounts.models import ApiToken, AuditEntry, Link, SavedView, UserSession
from coordination.accounts.services.erasure import subject_of
from coordination.directory.models import (
    ConsentText,
    DataRequest,
    ExportRequest,
    ImportRun,
    InstitutionUserObjectPermission,
    NoticeGiven,
    PrivateContact,
    Proposal,
    ProtectionLift,
)
from coordination.lib import personal
from coordination.lib.models import ChangeSet, Job, KeptAnswer, Tracked
from coordination.lib.personal import Fate
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
)
from tests.factories.lib import OutboxMailFactory, StoredFileFactory

NOW = timezone.now()
_WORDS = (models.CharField, models.TextField, models.JSONField)


@dataclass
class Seeded:
    """The person, and the canaries: those an export must show, those nobody may see."""

    user: Any
    person: Any
    institution: Any
    shown: set[str] = field(default_factory=set)
    secret: set[str] = field(default_factory=set)
    stays: set[str] = field(default_factory=set)  # words of the person about the network, in rows that stay

    @property
    def subject(self):
        return subject_of(user=self.user)


def seed(network, mark: str, other_user) -> Seeded:
    """Make a person with a row in every holding; ``mark`` begins all of its canaries."""
    user = UserFactory(email=f"{mark}mail@example.org", first_name=f"{mark}vor", last_name=f"{mark}nach")
    role = MembershipFactory(user=user, network=network, role="multiplier")
    institution = InstitutionFactory(name=f"Kita {uuid.uuid4().hex[:6]}")
    ListingFactory(institution=institution, network=network)
    person = PersonFactory(
        first_name=f"{mark}vor", last_name=f"{mark}nach", network=network, user=user, note="x", title="Dr."
    )
    AffiliationFactory(person=person, institution=institution, network=network)
    ContactPointFactory(institution=None, person=person, network=network, kind="mail", value=user.email)
    wording = ConsentText.objects.get_or_create(version="1", defaults={"text": "Ich bin einverstanden."})[0]
    PrivateContact.objects.create(
        network=network, person=person, membership=role, kind="mobile", value=f"+4915199{_number()}",
        consent_text=wording, consented_at=NOW, channel="paper",
    )  # fmt: skip
    NoticeGiven.objects.create(network=network, person=person)
    DataRequest.objects.create(network=network, person=person, asked_by=user, kind="correct", text="x")
    DataRequest.objects.create(network=network, asked_by=other_user, decided_by=user, decided_at=NOW,
                               is_granted=True, kind="object")  # fmt: skip
    hint = {"institution": institution, "network": network}
    Proposal.objects.create(**hint, made_by=user, reply_to=user.email, text="x", fingerprint=_number())
    Proposal.objects.create(
        **hint, decided_by=user, decided_at=NOW, state="accepted", text="y", fingerprint=_number()
    )
    _rights(user, institution, other_user)
    _access(user, network)
    _work(user, network, other_user, institution)
    for room in settings.ROOMS:  # what rooms above hold of people, they say in tests/<room>/person_rows.py
        if importlib.util.find_spec(name := f"tests.{room.rsplit('.', 1)[-1]}.person_rows"):
            importlib.import_module(name).make(
                user=user, person=person, network=network, other_user=other_user
            )
    seeded = Seeded(user, person, institution)
    _canaries(seeded, mark)
    return seeded


_numbers = itertools.count(100_000)


def _number() -> str:
    return str(next(_numbers))


def _rights(user, institution, other_user):
    may = Permission.objects.get(content_type__app_label="directory", codename="change_institution")
    InstitutionUserObjectPermission.objects.create(user=user, permission=may, content_object=institution)
    InstitutionUserObjectPermission.objects.create(
        user=other_user, permission=may, content_object=institution, granted_by=user
    )
    UserObjectPermission.objects.create(
        user=user, permission=may, content_type=may.content_type, object_pk=str(institution.pk)
    )
    user.groups.add(Group.objects.get_or_create(name="Gruppe")[0])
    user.user_permissions.add(may)


def _access(user, network):
    SavedView.objects.create(owner=user, network=network, page="directory:person-list", name="x", query="q=x")
    Link.make(Link.Purpose.INVITATION, recipient=user.email, network=network, data={"first_name": "x"})
    Link.make(Link.Purpose.INVITATION, recipient="a@example.org", network=network, made_by=user, data={})
    ApiToken.objects.create(
        user=user, name="x", prefix="sn_", digest=_number(), expires_at=NOW + dt.timedelta(days=1)
    )
    session = Session.objects.create(
        session_key=_number(), session_data="x", expire_date=NOW + dt.timedelta(hours=1)
    )
    UserSession.objects.create(user=user, session_key=session.session_key)
    Authenticator.objects.create(user=user, type="recovery_codes", data={"secret": "x"})
    address = EmailAddress.objects.create(user=user, email=user.email)
    EmailConfirmation.objects.create(email_address=address, key=_number())
    account = SocialAccount.objects.create(user=user, uid=_number(), provider="oidc")
    app = SocialApp.objects.get_or_create(provider="openid_connect", name="Amt")[0]
    SocialToken.objects.create(account=account, app=app, token="x")
    KeptAnswer.objects.create(user=user, key=_number(), request="x")
    AccessAttempt.objects.create(
        username=user.email, ip_address="127.0.0.9", user_agent="x", failures_since_start=1
    )


def _work(user, network, other_user, institution):
    OutboxMailFactory(to=user.email, tokens=[f"schluessel{user.pk}"], text=f"Link schluessel{user.pk}")
    Job.objects.create(owner=user, title="x", function="f")
    StoredFileFactory(owner=user, purpose="import", network_id=network.pk)
    ChangeSet.objects.create(user=user, reason="x")
    AuditEntry.objects.create(user=user, network=network, did="read", detail="x")
    ImportRun.objects.create(network=network, by=user, file_name="x.csv", file_hash="0")
    asked = {
        "network": network,
        "noun": "person",
        "kind": "csv",
        "count": 1,
        "reason": "x",
        "expires_at": NOW,
    }
    ExportRequest.objects.create(asked_by=user, **asked)
    ExportRequest.objects.create(asked_by=other_user, decided_by=user, decided_at=NOW, **asked)
    PersonFactory(
        network=network, removed_at=NOW, restricted_at=NOW, restricted_ground="claims", restricted_by=user
    )
    decided = {"decided_at": NOW, "is_granted": True}
    ProtectionLift.objects.create(
        institution=institution, asked_by=user, decided_by=other_user, reason="x", **decided
    )
    ProtectionLift.objects.create(
        institution=institution, asked_by=other_user, decided_by=user, reason="x", **decided
    )


# Columns whose value has a form of its own, so that a canary would be refused or would lose the row.
_AS_IT_IS = {
    "lib.OutboxMail.to", "lib.OutboxMail.reply_to", "accounts.Link.recipient", "account.EmailAddress.email",
    "accounts.User.email", "accounts.User.first_name", "accounts.User.last_name", "accounts.User.language",
    "accounts.User.password", "directory.Person.first_name", "directory.Person.last_name", "lib.StoredFile.place",
    "lib.StoredFile.purpose", "axes.AccessAttempt.username", "sessions.Session.session_key",
    "accounts.UserSession.session_key", "directory.Proposal.reply_to", "accounts.SavedView.page",
    "directory.ExportRequest.noun", "overview.Barrier.reply_to",
    "overview.Barrier.answer", "directory.DataRequest.wanted", "lib.OutboxMail.tokens",
    "pathways.HandoutNotice.email", "pathways.HandoutNotice.language",
    "meetings.Speaker.name", "meetings.Speaker.email", "meetings.MeetingAttendance.guest_name",
    "meetings.Certificate.code",
}  # fmt: skip


def _canaries(seeded: Seeded, mark: str) -> None:
    """Write a canary into every column of words; of tracked rows into their history too."""
    for number, holding in enumerate(personal.holdings()):
        rows = list(holding.rows(seeded.subject))
        assert rows, f"nobody made a row of {holding.model} ({holding.fields[0]})"
        for name in (*holding.fields, *holding.secret):
            column = holding.of._meta.get_field(name)
            if not isinstance(column, _WORDS) or column.choices or f"{holding.model}.{name}" in _AS_IT_IS:
                continue
            canary = f"{mark}{number}{name[:5]}".replace("_", "")
            value: Any = {"x": canary} if isinstance(column, models.JSONField) else canary
            _write(holding, rows[0], name, value)
            (seeded.secret if name in holding.secret else seeded.shown).add(canary)
            # (uploaded lists go: they can be uploaded again)
            if (
                holding.fate is not Fate.DELETE
                and name not in holding.empty
                and holding.model != "lib.StoredFile"
            ):
                # of tracked rows the last word stays, what stood there before goes
                seeded.stays.add(f"{canary}b" if issubclass(holding.of, Tracked) else canary)
            if issubclass(holding.of, Tracked):  # what stood there before
                row = holding.of._base_manager.get(pk=rows[0].pk)
                setattr(row, name, f"{canary}b")
                row.save()
                seeded.shown.add(f"{canary}b")
    seeded.shown |= {f"{mark}mail@example.org", f"{mark}vor", f"{mark}nach"}
    seeded.user.refresh_from_db()
    seeded.person.refresh_from_db()


def _write(holding, row, name, value):
    if holding.of is AuditEntry:
        from coordination.accounts.guards import AUDIT
        from coordination.lib import guards

        with guards.opened(AUDIT):
            AuditEntry.objects.filter(pk=row.pk).update(**{name: value})
    elif issubclass(holding.of, Tracked):
        row = holding.of._base_manager.get(pk=row.pk)
        setattr(row, name, value)
        row.save()
    else:
        holding.of._base_manager.filter(pk=row.pk).update(**{name: value})


def dump() -> str:
    """Every value of every table of this database, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.append(f"{table}: {cursor.fetchall()}")
    return "\n".join(found)


def media(folder: Path) -> str:
    return "\n".join(
        path.read_bytes().decode("latin-1") for path in Path(folder).rglob("*") if path.is_file()
    )
