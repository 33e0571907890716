"""Personal links of participants: 128 bits made from the secret key, so that every mail can carry the same one.

Nothing is stored that could be stolen; ``Registration.link_no`` counted up makes older links dead (substitution). They
work until 30 days after the event. GET shows, POST acts.
"""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac

from meetings.models import Registration

SALT = "meetings.links"


def token_of(registration: Registration, *, secret: str | None = None) -> str:
    """Return the secret part of the personal link, 22 signs."""
    value = f"{registration.uid}:{registration.link_no}"
    digest = salted_hmac(SALT, value, secret=secret, algorithm="sha256").digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def address_of(registration: Registration) -> str:
    """Return the whole address of the personal page, in the language of the registration."""
    with translation.override(registration.language):
        path = reverse("dates:mine", args=[registration.uid, token_of(registration)])
    return settings.SITE_ADDRESS.rstrip("/") + path


def of_link(uid: UUID, token: str, network: Any) -> Registration | None:
    """Return the registration a link opens; None for wrong, old and outlived ones alike."""
    rows = Registration.objects.filter(event__network=network, event__removed_at__isnull=True)
    found = rows.select_related("event__network", "event__venue", "institution").filter(uid=uid).first()
    if found is None or found.event.links_until <= timezone.now():
        return None
    secrets = [None, *settings.SECRET_KEY_FALLBACKS]
    right = any(constant_time_compare(token, token_of(found, secret=secret)) for secret in secrets)
    return found if right else None
