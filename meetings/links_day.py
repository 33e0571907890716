"""Personal links to certificates: 128 bits made from the secret key; they live as long as the certificate."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from coordination.lib import codes
from meetings.models import Certificate

SALT = "meetings.links_day"


def token_of(certificate: Certificate, *, secret: str | None = None) -> str:
    """Return the secret part of the link, 22 signs."""
    digest = salted_hmac(SALT, str(certificate.uid), secret=secret, algorithm="sha256").digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def address_of(certificate: Certificate) -> str:
    """Return the whole address of the personal page, in the language of the moment."""
    path = reverse("dates:certificate-mine", args=[certificate.shown_code, token_of(certificate)])
    return settings.SITE_ADDRESS.rstrip("/") + path


def of_link(code: str, token: str, network: Any) -> Certificate | None:
    """Return the certificate a link opens; None for wrong and old ones alike."""
    try:
        number = codes.read(code)
    except codes.CodeTyped:
        return None
    rows = Certificate.objects.filter(event__network=network).select_related("event__network", "event__venue")
    found = rows.filter(code=number).first()
    if found is None:
        return None
    secrets = [None, *settings.SECRET_KEY_FALLBACKS]
    right = any(constant_time_compare(token, token_of(found, secret=secret)) for secret in secrets)
    return found if right else None
