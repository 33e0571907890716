"""Mail and web addresses."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.lib.values.words import BLANKS, WrongValue, as_text, blank

_MAIL = re.compile(
    r"[A-Za-z0-9ÄÖÜäöüß!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9ÄÖÜäöüß!#$%&'*+/=?^_`{|}~-]+)*"
    r"@((?:[A-Za-z0-9ÄÖÜäöüß](?:[A-Za-z0-9ÄÖÜäöüß-]{0,61}[A-Za-z0-9ÄÖÜäöüß])?\.)+[A-Za-z]{2,24})\Z"
)
_MAILS_IN = re.compile(r"[^\s,;<>()@]+@[^\s,;<>()@]+\.[A-Za-z]{2,}")
_MAIL_LABEL = re.compile(r"^(?:e-?mail|mailto)\s*:\s*", re.IGNORECASE)


def mail_problem(address: str) -> str | None:
    """Return what is wrong with a mail address, or None."""
    try:
        normalise_mail(address)
    except WrongValue as wrong:
        return str(wrong.message)
    return None


def normalise_mail(value: Any) -> str:
    """Return the address without blanks around it, its host in lower case; '' for nothing."""
    found = value.strip() if isinstance(value, str) else as_text(value)
    if match := _MAIL.match(found):
        if len(found) <= 254 and found.index("@") <= 64:
            host = match[1]
            return found if host.islower() else f"{found[: match.start(1)]}{host.lower()}"
        raise WrongValue(
            _("This mail address is too long. At most 254 signs are possible."), code="mail_too_long"
        )
    if blank(found):
        return ""
    raise _wrong_mail(found)


def _wrong_mail(found: str) -> WrongValue:
    inside = _MAILS_IN.findall(_MAIL_LABEL.sub("", found))
    if len(inside) > 1:
        return WrongValue(
            _("There are several mail addresses here: %(mails)s. Please enter one per column.")
            % {"mails": ", ".join(inside[:3])},
            code="mail_two",
            suggestion=inside[0],
        )
    if len(inside) == 1 and inside[0] != found and _MAIL.match(inside[0]):
        return WrongValue(
            _("Only the mail address belongs here: %(mail)s.") % {"mail": inside[0]},
            code="mail_unreadable",
            suggestion=inside[0],
        )
    name, at, host = found.partition("@")
    if not at:
        sentence = _("“%(text)s” is no mail address: the sign @ is missing. Example: kita@example.org.")
    elif not name:
        sentence = _(
            "“%(text)s” is no mail address: the name before the @ is missing. Example: kita@example.org."
        )
    elif not host:
        sentence = _(
            "“%(text)s” is no mail address: the part after the @ is missing. Example: kita@example.org."
        )
    elif "." not in host:
        sentence = _("“%(text)s” is no mail address: the ending after the @ is missing, such as “.de”.")
    elif BLANKS.search(found):
        sentence = _("“%(text)s” is no mail address: there is a blank in it.")
    else:
        sentence = _("“%(text)s” is no mail address: please check its signs. Example: kita@example.org.")
    closed = BLANKS.sub("", found)
    return WrongValue(
        sentence % {"text": found[:80]},
        code="mail_unreadable",
        suggestion=closed if closed != found and _MAIL.match(closed) else None,
    )


_WEB = re.compile(
    r"(https?://)([a-z0-9äöüß.-]+\.[a-z]{2,24})(:\d{2,5})?([/?#][^\s<>\"'\\]*)?\Z", re.IGNORECASE
)
_BROKEN_SCHEME = re.compile(r"^(?:https?[:;.]?/*[:;.]?\s*)+", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"^(?!https?\b)[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)


def normalise_web(value: Any) -> str:
    """Return an address with scheme, host in lower case; '' for nothing. One without scheme gets ``https://``."""
    found = value.strip() if isinstance(value, str) else as_text(value)
    if match := _WEB.match(found):
        scheme, host, port, path = match.groups("")
        if len(found) <= 500 and _host_is_good(host):
            return f"{scheme.lower()}{host.lower()}{port}{path}"
    if blank(found):
        return ""
    if len(found) > 500:
        raise WrongValue(
            _("This web address is too long. At most 500 signs are possible."), code="web_too_long"
        )
    if _OTHER_SCHEME.match(found):
        raise WrongValue(
            _("“%(text)s” is no web address: it begins with https:// or www.") % {"text": found[:80]},
            code="web_unreadable",
        )
    if "@" in found.split("/")[0]:
        raise WrongValue(
            _("“%(text)s” looks like a mail address. The web address begins with https:// or www.")
            % {"text": found[:80]},
            code="web_is_mail",
        )
    bare = not _BROKEN_SCHEME.match(found)
    whole = _WEB.match(f"https://{found}") if bare else None
    if whole and _host_is_good(whole[2]):
        return f"https://{whole[2].lower()}{whole[3] or ''}{whole[4] or ''}"
    mended = _WEB.match("https://" + BLANKS.sub("", _BROKEN_SCHEME.sub("", found)))
    raise WrongValue(
        _("“%(text)s” is no web address. Example: https://www.example.org.") % {"text": found[:80]},
        code="web_unreadable",
        suggestion=mended[0] if mended and _host_is_good(mended[2]) and not BLANKS.search(found) else None,
    )


def _host_is_good(host: str) -> bool:
    return ".." not in host and host[0] not in ".-" and len(host) <= 253
