"""The demo's networks and accounts (``fixtures/demo``). Never for production: everybody knows the password."""

from __future__ import annotations

import base64
import hashlib
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from coordination.accounts.models import CatchmentMunicipality, Membership, Network, NetworkHost, User
from coordination.accounts.reference import legal_bases
from coordination.accounts.roles import NEEDS_SECOND_FACTOR, Role
from coordination.lib.history import changes
from coordination.lib.mail_demo import demo_hint
from coordination.lib.reference import Entry, broken, day, read_entries
from coordination.places.models import Land, Municipality

PASSWORD = "schutznetz-probe"  # noqa: S105 -- the demo prints it
PERIOD = 30  # seconds for which a code of the second factor is valid

NETWORK_WORDS = {"key", "name", "short_name", "slug", "land", "legal_basis", "host_body", "insofa_label"}
NETWORK_CONTACT = {"contact_name", "contact_phone", "contact_email", "contact_address"}
NETWORK_TIES = {"municipalities", "hosts", "youth_offices"}
USER_WORDS = {"email", "first_name", "last_name", "salutation", "second_factor", "roles"}


def read_networks(folder: Path) -> list[Entry]:
    return read_entries(
        folder / "networks.yaml", needed=NETWORK_WORDS | NETWORK_CONTACT | NETWORK_TIES, key="key"
    )


def load_demo(folder: Path) -> Counter[str]:
    """Make the networks and accounts that are not there yet; what is there stays as people have left it."""
    done: Counter[str] = Counter(created=0, unchanged=0)
    with changes(by=None, source="demo"):
        for entry in read_networks(folder):
            _count(done, _network(folder / "networks.yaml", entry))
        path = folder / "users.yaml"
        for entry in read_entries(path, needed=USER_WORDS, key="email"):
            _count(done, _user(path, entry))
    return done


def code_now(user: User) -> str:
    """Return the code of the second factor valid now; empty for an account without one."""
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return ""
    secret = decrypt(factor.data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


def logins() -> list[tuple[User, list[Membership], str]]:
    """Return every demo account with its roles of today and, where it has one, its code valid now."""
    users = User.objects.filter(email__endswith="@example.org", is_active=True).order_by("id")
    return [
        (
            user,
            list(user.memberships.in_force().select_related("network", "land").order_by("id")),
            code_now(user),
        )
        for user in users
    ]


@demo_hint
def codes() -> list[tuple[str, str]]:
    """What the page of mails shows: the codes valid now."""
    return [(user.email, code) for user, _roles, code in logins() if code]


def _count(done: Counter[str], is_new: bool) -> None:
    done["created" if is_new else "unchanged"] += 1


def _network(path: Path, entry: Entry) -> bool:
    if Network.objects.filter(slug=entry["slug"]).exists():
        return False
    basis = {basis.code: basis for basis in legal_bases()}.get(entry["legal_basis"])
    if basis is None:
        raise broken(path, entry["key"], str(entry["legal_basis"]), code="unknown_basis")
    plain = NETWORK_WORDS - {"key", "land", "legal_basis"} | NETWORK_CONTACT
    network = Network.objects.create(
        **{word: entry[word] for word in plain},
        land=Land.objects.get(abbreviation=entry["land"]),
        legal_basis=basis.citation,
        legal_basis_url=basis.link,
    )
    for municipality in Municipality.objects.filter(ags__in=entry["municipalities"]).order_by("ags"):
        CatchmentMunicipality.objects.create(network=network, municipality=municipality)
    for host in entry["hosts"]:
        NetworkHost.objects.create(network=network, host=host)
    return True


def _user(path: Path, entry: Entry) -> bool:
    if User.objects.filter(email=entry["email"]).exists():
        return False
    roles = [_role(role) for role in entry["roles"]]
    if not entry["second_factor"] and NEEDS_SECOND_FACTOR & {role["role"] for role in roles}:
        raise broken(path, entry["email"], "second_factor", code="second_factor_missing")
    names = {word: entry[word] for word in ("first_name", "last_name", "salutation")}
    user = User.objects.create(email=entry["email"], password=_password(), **names)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if entry["second_factor"]:
        TOTP.activate(user, _secret(user.email))
    for role in roles:
        Membership.objects.create(user=user, **role)
    return True


@cache
def _password() -> str:
    """One slow hash for all: it is the same password anyway."""
    return make_password(PASSWORD)


def _role(entry: Entry) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "role": Role(entry["role"]),
        "network": Network.objects.get(slug=entry["network"]) if "network" in entry else None,
        "land": Land.objects.get(abbreviation=entry["land"]) if "land" in entry else None,
        "is_deputy": entry.get("deputy", False),
        "valid_from": day(entry.get("valid_from"), today=today),
        "valid_until": day(entry.get("valid_until"), today=today),
    }


def _secret(email: str) -> str:
    """A secret that an authenticator app keeps when the demo is made anew on the same machine."""
    digest = hashlib.sha256(f"demo {settings.SECRET_KEY} {email}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()
