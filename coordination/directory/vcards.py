"""Contacts as vCard 4.0 (RFC 6350), one card per institution, person or service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from django.db.models import Prefetch, QuerySet

from coordination.accounts.models import User
from coordination.directory.models import ContactPoint

_ESCAPED = re.compile(r"([\\;,])")
PROPERTIES = {
    "phone": "TEL;VALUE=uri;TYPE=voice:tel:{}",
    "mobile": "TEL;VALUE=uri;TYPE=cell:tel:{}",
    "fax": "TEL;VALUE=uri;TYPE=fax:tel:{}",
    "mail": "EMAIL:{}",
    "web": "URL:{}",
}


def _text(value: object) -> str:
    return _ESCAPED.sub(r"\\\1", str(value)).replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def fold_line(line: str) -> str:
    """Break a line after 75 octets as RFC 6350, section 3.2, wants it; no sign is cut in two."""
    parts, size, part = [], 0, ""
    for sign in line:
        width = len(sign.encode())
        if size + width > 75:
            parts.append(part)
            part, size = " ", 1
        part += sign
        size += width
    return "\r\n".join([*parts, part])


def card(row: Any, *, noun: str, contacts: list[ContactPoint]) -> str:
    """Return one card; a protected place has no address to put in."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"UID:urn:uuid:{row.uid}", f"FN:{_text(row)}"]
    if noun == "person":
        lines += ["KIND:individual", f"N:{_text(row.last_name)};{_text(row.first_name)};;{_text(row.title)};"]
        lines += [f"ORG:{_text(at.institution)}" for at in getattr(row, "seen_affiliations", [])]
    else:
        lines += ["KIND:org", f"ORG:{_text(row)}"]
    if noun == "institution" and not row.protected_place and row.city:
        street = f"{row.street} {row.house_number}".strip()
        lines.append(f"ADR:;;{_text(street)};{_text(row.city)};;{_text(row.postcode)};Deutschland")
    for contact in contacts:
        value = contact.value if contact.kind in {"phone", "mobile", "fax"} else _text(contact.value)
        lines.append(PROPERTIES[contact.kind].format(value))
    return "\r\n".join(fold_line(line) for line in [*lines, "END:VCARD"]) + "\r\n"


def cards(rows: QuerySet, *, by: User, noun: str) -> Iterator[str]:
    """Yield a card for each row, with the contacts the person may see."""
    seen = Prefetch(
        "contacts",
        ContactPoint.objects.visible_to(by, owner=noun).order_by("sort_order", "id"),
        to_attr="cards",
    )
    for row in rows.prefetch_related(seen).iterator(chunk_size=1000):
        yield card(row, noun=noun, contacts=row.cards)


def write(target: IO[bytes], rows: QuerySet, *, by: User, noun: str) -> int:
    """Write all cards; return how many."""
    count = 0
    for text in cards(rows, by=by, noun=noun):
        target.write(text.encode())
        count += 1
    return count
