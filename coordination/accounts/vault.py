"""Secrets at rest: what allauth keeps of second factors is encrypted with a key made of SECRET_KEY.

A key that was replaced goes into SECRET_KEY_FALLBACKS until ``manage.py renew_secrets`` has run.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

logger = logging.getLogger(__name__)

PURPOSE = b"schutznetz second factor\n"


def _vault() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(PURPOSE + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(text: str) -> str:
    return _vault().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Return the secret. One that no key opens becomes a random one: every code is wrong, and nothing breaks."""
    try:
        return _vault().decrypt(text.encode()).decode()
    except InvalidToken:
        logger.warning("The secret of a second factor cannot be read: was SECRET_KEY replaced?")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def renew(text: str) -> str | None:
    """Return the secret encrypted with the key of today, or None if no key opens it."""
    try:
        return _vault().rotate(text.encode()).decode()
    except InvalidToken:
        return None
