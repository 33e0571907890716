"""``manage.py renew_secrets``: after SECRET_KEY was replaced, so that the old one can be forgotten."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from coordination.accounts import vault

NAMES = ("secret", "seed")


class Command(BaseCommand):
    help = "Encrypt the secrets of all second factors with the SECRET_KEY of today. Run it before a fallback goes."

    def handle(self, *args: Any, **options: Any) -> None:
        renewed, lost = 0, 0
        for factor in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("id"):
            for name in NAMES:
                if name not in factor.data:
                    continue
                if secret := vault.renew(factor.data[name]):
                    factor.data[name] = secret
                    factor.save(update_fields=["data"])
                    renewed += 1
                else:
                    lost += 1
        self.stdout.write(f"{renewed} secrets encrypted with the key of today.")
        if lost:
            raise CommandError(f"{lost} secrets open with no key: is the old one in SECRET_KEY_FALLBACKS?")
