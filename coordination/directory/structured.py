"""A public entry as schema.org tells machines: only what stands on the public page, and never a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coordination.directory.models import ContactPoint, Institution, Service

# Type of institution → schema.org's word for it; all others are organizations.
WORDS = {
    "youth_office": "GovernmentOffice",
    "asd": "GovernmentOffice",
    "health_office": "GovernmentOffice",
    "social_office": "GovernmentOffice",
    "public_order_office": "GovernmentOffice",
    "state_youth_office": "GovernmentOffice",
    "school_authority": "GovernmentOffice",
    "prosecutor": "GovernmentOffice",
    "customs": "GovernmentOffice",
    "daycare": "ChildCare",
    "childminder": "ChildCare",
    "after_school_care": "ChildCare",
    "school": "School",
    "special_school": "School",
    "vocational_school": "School",
    "paediatrician": "Physician",
    "gp_gynaecologist": "Physician",
    "dentist": "Dentist",
    "hospital": "Hospital",
    "maternity_clinic": "Hospital",
    "spz": "MedicalClinic",
    "police": "PoliceStation",
    "family_court": "Courthouse",
    "sports_club": "SportsOrganization",
    "parish": "Church",
}
PHONES = (ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE)


def institution(
    record: Institution,
    *,
    url: str,
    contacts: Iterable[ContactPoint],
    services: Iterable[tuple[Service, list[ContactPoint]]],
    languages: Iterable[str] = (),
    photo: str = "",
) -> dict[str, Any]:
    """Return JSON-LD of one entry. A protected place has neither address nor coordinates nor picture."""
    contacts = list(contacts)
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": WORDS.get(record.type.code, "Organization"),
        "@id": url,
        "url": url,
        "name": record.name,
        "alternateName": record.short_name if record.short_name != record.name else "",
        "description": record.description,
        "telephone": _first(contacts, PHONES),
        "faxNumber": _first(contacts, (ContactPoint.Kind.FAX,)),
        "email": _first(contacts, (ContactPoint.Kind.MAIL,)),
        "sameAs": [contact.value for contact in contacts if contact.kind == ContactPoint.Kind.WEB],
        "knowsLanguage": list(languages),
        "makesOffer": [_offer(service, numbers) for service, numbers in services],
    }
    if not record.protected_place:
        found |= {"address": _address(record), "geo": _geo(record), "image": photo}
    return {name: value for name, value in found.items() if value}


def _address(record: Institution) -> dict[str, Any]:
    if not record.city:
        return {}
    parts = {
        "streetAddress": f"{record.street} {record.house_number}".strip(),
        "postalCode": record.postcode,
        "addressLocality": record.city,
    }
    told = {name: value for name, value in parts.items() if value}
    return {"@type": "PostalAddress", **told, "addressCountry": "DE"}


def _geo(record: Institution) -> dict[str, Any]:
    if record.latitude is None:
        return {}
    place = {"latitude": float(record.latitude), "longitude": float(record.longitude or 0)}
    return {"@type": "GeoCoordinates", **place}


def _offer(service: Service, numbers: list[ContactPoint]) -> dict[str, Any]:
    about: dict[str, Any] = {
        "@type": "Service",
        "name": service.name,
        "serviceType": service.kind.name,
        "description": service.description,
        "audience": {"@type": "Audience", "audienceType": service.audience} if service.audience else None,
    }
    if telephone := _first(numbers, PHONES):
        about["availableChannel"] = {
            "@type": "ServiceChannel",
            "servicePhone": {"@type": "ContactPoint", "telephone": telephone},
        }
    offer: dict[str, Any] = {
        "@type": "Offer",
        "itemOffered": {name: value for name, value in about.items() if value},
    }
    if service.fee == Service.Fee.FREE:
        offer |= {"price": 0, "priceCurrency": "EUR"}
    return offer


def _first(contacts: Iterable[ContactPoint], kinds: tuple[str, ...]) -> str:
    return next((contact.value for contact in contacts if contact.kind in kinds), "")
