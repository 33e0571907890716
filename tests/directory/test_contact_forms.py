"""Forms of contacts: normal form, level, consent."""

import pytest

from coordination.directory.models import (
    ConsentText,
    ContactPoint,
)
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet
from tests.directory.filling import edit, filled, plain, url_of
from tests.factories.directory import (
    ContactPointFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "typed", "value", "shown"),
    [
        ("phone", "02241/900-0", "+492241900 0".replace(" ", ""), "02241 900-0"),
        ("mail", "Kita@Example.ORG", "kita@example.org", "Kita@example.org"),
        ("web", "www.example.org", "https://www.example.org", "www.example.org"),
    ],
)
def test_a_contact_is_kept_in_its_normal_form(client, kita, ada, kind, typed, value, shown):
    edit(
        client,
        ada,
        url_of("institution-contact-add", kita),
        kind=kind,
        value=typed,
        level=20,
        purpose="Zentrale",
    )

    contact = ContactPoint.objects.get()
    assert (contact.value, contact.display, contact.level) == (value, shown, 20)
    assert contact.institution == kita


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("phone", "12"),
        ("phone", "Tel"),
        ("mail", "x@"),
        ("web", "javascript:alert(1)"),
        ("phone", "x" * 10_000),
    ],
)
def test_a_contact_that_cannot_be_reached_gets_a_sentence(client, kita, ada, kind, typed):
    response = edit(client, ada, url_of("institution-contact-add", kita), kind=kind, value=typed)

    assert response.status_code == 200
    assert response.context["form"].errors["value"]
    assert not ContactPoint.objects.exists()


def test_the_lowest_publication_level_is_the_default(client, kita, ada):
    client.force_login(ada)

    assert filled(client.get(url_of("institution-contact-add", kita)))["level"] == Level.COORDINATION


def test_a_consent_needs_its_wording_and_its_day(client, kita, ada):
    wording = ConsentText.objects.create(version="2026-1", text="Ich bin einverstanden …")
    url = url_of("institution-contact-add", kita)
    given = {"kind": "mobile", "value": "0152 28895456", "legal_ground": "consent"}

    assert edit(client, ada, url, **given).context["form"].errors.keys() >= {"consent_text", "given_on"}
    edit(client, ada, url, **given, consent_text=wording.pk, given_on="01.11.2026")

    contact = ContactPoint.objects.get()
    assert contact.consent_text == wording
    assert contact.consented_at.date().isoformat() == "2026-11-01"


def test_a_withdrawn_consent_takes_the_number_out_of_everything(client, kita, ada):
    wording = ConsentText.objects.create(version="2026-1", text="Ich bin einverstanden …")
    given = {"legal_ground": "consent", "consent_text": wording.pk, "given_on": "01.11.2026"}
    add = url_of("institution-contact-add", kita)
    edit(client, ada, add, kind="phone", value="02241 900456", level=10, **given)
    contact = ContactPoint.objects.get()

    client.post(url_of("contact-withdraw", contact))

    contact.refresh_from_db()
    assert contact.withdrawn_at
    assert contact.consent_text == wording
    assert "900456" not in repr([*ContactPoint.objects.values(), *ContactPoint.history.values()])
    assert "900456" not in plain(client.get(kita.get_absolute_url(), {"bereich": "verlauf"}))
    assert client.get(url_of("contact-edit", contact)).status_code == 404


def test_deleting_a_contact_asks_and_can_be_taken_back(client, kita, ada):
    contact = ContactPointFactory(institution=kita)
    client.force_login(ada)
    assert client.get(url_of("contact-delete", contact)).status_code == 200
    client.post(url_of("contact-delete", contact))
    assert not ContactPoint.objects.exists()

    client.post(url_of("institution-undo", kita, ChangeSet.objects.latest("id")))

    assert ContactPoint.objects.get().uid == contact.uid


def test_contacts_of_others_are_not_found(client, kita, noor, mira):
    contact = ContactPointFactory(institution=kita, level=Level.PUBLIC)
    for user in (noor, mira):
        client.force_login(user)
        for name in ("contact-edit", "contact-delete", "contact-withdraw"):
            assert client.get(url_of(name, contact)).status_code in (403, 404)
