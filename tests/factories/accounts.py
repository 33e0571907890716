"""Networks, people with accounts, roles."""

import time

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt
from factory.django import DjangoModelFactory

from coordination.accounts.models import Membership, Network, User
from coordination.accounts.roles import NEEDS_SECOND_FACTOR, Role
from coordination.places.models import Land


def nrw() -> Land:
    """North Rhine-Westphalia, made once."""
    return Land.objects.get_or_create(
        key="05", defaults={"name": "Nordrhein-Westfalen", "abbreviation": "NW"}
    )[0]


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    first_name = factory.Sequence(lambda n: f"Vorname{n}")
    last_name = factory.Sequence(lambda n: f"Beispiel{n}")


class NetworkFactory(DjangoModelFactory):
    class Meta:
        model = Network

    name = factory.Sequence(lambda n: f"Netzwerk Kinderschutz Musterstadt {n}")
    slug = factory.Sequence(lambda n: f"musterstadt-{n}")
    land = factory.LazyFunction(nrw)


SECRET = "JBSWY3DPEHPK3PXP"  # of every second factor in tests


def code_now(secret: str = SECRET) -> str:
    """What the app on the telephone shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


class MembershipFactory(DjangoModelFactory):
    """A role; who needs a second factor for it has one, unless ``second_factor=False``."""

    class Meta:
        model = Membership
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    network = factory.SubFactory(NetworkFactory)
    role = Role.COORDINATOR

    @factory.post_generation
    def second_factor(self, create, wanted, **kwargs):
        if create and (self.role in NEEDS_SECOND_FACTOR if wanted is None else wanted):
            Authenticator.objects.get_or_create(
                user=self.user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": encrypt(SECRET)}}
            )
