"""„This entry is wrong“: from anybody to the coordination, taken over or declined, answered, forgotten."""

import pytest
from django.test import Client
from django.urls import reverse

from coordination.directory.models import Institution, Proposal
from coordination.directory.services.proposals import propose
from coordination.directory.services.protection import protect
from coordination.lib import guests
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from tests.factories.directory import ContactPointFactory, InstitutionFactory, ListingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch):
    monkeypatch.setattr(guests, "FASTEST", -1)


@pytest.fixture
def kita(network):
    record = InstitutionFactory(
        name="Kita Sonne", street="Blumenweg", house_number="3", postcode="53840", city="Troisdorf"
    )
    ListingFactory(institution=record, network=network, level=Level.PUBLIC)
    return record


@pytest.fixture
def phone(kita):
    return ContactPointFactory(
        institution=kita, value="+4922414710900", display="02241 4710-900", level=Level.PUBLIC
    )


def form_of(client, record):
    """Open the form and return what it would send unchanged."""
    response = client.get(reverse("public:wrong", args=[record.uid]))
    assert response.status_code == 200
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def send(client, record, **values):
    return client.post(reverse("public:wrong", args=[record.uid]), form_of(client, record) | values)


# --- Without an account -----------------------------------------------------------------------------------------------


def test_somebody_without_an_account_tells_what_is_wrong_and_needs_no_cookie(kita, network):
    client = Client(enforce_csrf_checks=True)

    response = send(client, kita, text="Die Nummer gibt es nicht mehr.")

    assert response.url == reverse("public:wrong-thanks", args=[kita.uid])
    assert not client.cookies
    assert "Danke" in client.get(response.url).content.decode()
    proposal = Proposal.objects.get()
    assert (proposal.institution, proposal.network, proposal.made_by) == (kita, network, None)
    assert (proposal.text, proposal.changes, proposal.reply_to) == ("Die Nummer gibt es nicht mehr.", [], "")


def test_single_values_are_proposed_in_their_normal_form(client, kita, phone):
    send(client, kita, **{"street": "Rosenweg", f"contact:{phone.uid}": "(02241) 4710 901"})

    changes = {one["what"]: one for one in Proposal.objects.get().changes}
    assert changes["street"] | {"kind": ""} == {
        "what": "street", "old": "Blumenweg", "new": "Rosenweg", "kind": ""
    }  # fmt: skip
    assert changes[f"contact:{phone.uid}"]["value"] == "+4922414710901"
    assert len(changes) == 2


def test_only_public_values_stand_in_the_public_form(client, kita, ada):
    ContactPointFactory(institution=kita, kind="mail", value="intern@example.org", level=Level.PROFESSIONALS)
    client.force_login(ada)

    assert "intern@example.org" not in client.get(reverse("public:wrong", args=[kita.uid])).content.decode()


def test_who_is_signed_in_still_speaks_as_anybody_there(client, kita, ada):
    client.force_login(ada)
    send(client, kita, text="Stimmt nicht")

    assert Proposal.objects.get().made_by is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"text": ""}, "schreiben Sie, was nicht stimmt"),
        ({"text": "x", "homepage": "http://spam"}, "lassen Sie dieses Feld leer"),
        ({"text": "http://a http://b http://c"}, "höchstens zwei Verweise"),
        ({"text": "x" * 2001}, "2000"),
        ({"text": "a\x00b"}, "Steuerzeichen"),
        ({"text": "a\u202eb"}, "Leserichtung"),
        ({"text": "x", "reply_to": "keine-adresse"}, "E-Mail-Adresse"),
        ({"text": "x", "reply_to": "a@example.org\nBcc: b@example.org"}, "E-Mail-Adresse"),
        ({"text": "x", "postcode": "123"}, "Postleitzahl"),
        ({"text": "x", "stamp": "gefälscht"}, "zu lange geöffnet"),
        ({"text": "x", "stamp": ""}, "zu lange geöffnet"),
        ({"name": ""}, "Name fehlt"),
    ],
)
def test_bad_input_is_told_where_and_nothing_is_lost(client, kita, values, sentence):
    response = send(client, kita, **values)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Proposal.objects.exists()
    if values.get("text") == "x":
        assert ">\nx</textarea>" in response.content.decode()


def test_what_came_too_quickly_is_sent_once_more(client, kita, monkeypatch):
    monkeypatch.setattr(guests, "FASTEST", 3)
    data = form_of(client, kita) | {"text": "Sehr schnell"}
    url = reverse("public:wrong", args=[kita.uid])

    assert "Sehr schnell" in client.post(url, data).content.decode()
    assert not Proposal.objects.exists()
    monkeypatch.setattr(guests, "FASTEST", -1)
    assert client.post(url, data).status_code == 302


def test_another_site_cannot_send_the_form_for_somebody(client, kita):
    data = form_of(client, kita) | {"text": "Von anderswo"}

    response = client.post(
        reverse("public:wrong", args=[kita.uid]), data, headers={"sec-fetch-site": "cross-site"}
    )

    assert response.status_code == 403
    assert not Proposal.objects.exists()


def test_too_many_from_one_address_have_to_wait(client, kita, settings):
    from coordination.lib.limits import Rate, parsed

    rate, writing_only = parsed(settings.LIMITS["public:wrong"])

    assert rate == Rate(10, 900)
    assert writing_only


def test_an_entry_that_is_not_public_has_no_form(client, kita, phone):
    kita.listings.get().delete()

    assert client.get(reverse("public:wrong", args=[kita.uid])).status_code == 404
    assert client.post(reverse("public:wrong", args=[kita.uid]), {"text": "x"}).status_code == 404
    assert client.get(reverse("public:wrong-thanks", args=[kita.uid])).status_code == 404


def test_the_same_hint_again_is_counted_and_kept_once(client, kita):
    for _ in range(3):
        send(client, kita, text="Die Nummer ist falsch.")
    send(client, kita, text="die  nummer ist FALSCH.")

    assert Proposal.objects.get().times == 4


def test_a_flood_about_one_entry_ends_with_a_sentence(client, kita, monkeypatch):
    monkeypatch.setattr(Proposal, "MOST_OPEN", 2)
    for number in range(2):
        send(client, kita, text=f"Hinweis {number}")

    assert "viele offene Hinweise" in send(client, kita, text="Noch einer").content.decode()
    assert Proposal.objects.count() == 2


def test_nobody_tells_where_a_protected_place_is(client, network):
    shelter = InstitutionFactory(name="Frauenhaus", protected_place=True)
    ListingFactory(institution=shelter, network=network, level=Level.PUBLIC)

    assert "street" not in form_of(client, shelter)
    response = send(client, shelter, text="Sie wohnen im Rosenweg 12.", street="Rosenweg")
    assert "geschützter Ort" in response.content.decode()
    assert not Proposal.objects.exists()
    with pytest.raises(RuleBroken) as broken:
        propose(
            by=None, institution=shelter, network=network,
            changes=[{"what": "street", "old": "", "new": "Rosenweg"}],
        )  # fmt: skip
    assert broken.value.code == "address"


def test_a_place_that_becomes_protected_loses_its_address_in_proposals_too(kita, network, ada):
    change = {"what": "street", "old": "Blumenweg", "new": "Rosenweg"}
    first = propose(
        by=None, institution=kita, network=network, text="Im Blumenweg 3 nicht mehr", changes=[change]
    )
    propose(by=None, institution=kita, network=network, changes=[change])

    protect(by=ada, institution=Institution.objects.get(pk=kita.pk))

    first.refresh_from_db()
    assert "Blumenweg" not in first.text
    assert [one.changes for one in Proposal.objects.all()] == [[], []]


# --- With an account --------------------------------------------------------------------------------------------------


def test_a_multiplier_suggests_what_she_reads(client, kita, network, mira):
    inner = ContactPointFactory(institution=kita, kind="mail", value="kita@example.org", level=Level.NETWORK)
    hidden = ContactPointFactory(institution=kita, kind="mail", value="geheim@example.org")
    client.force_login(mira)
    url = reverse("directory:institution-propose", args=[kita.uid])
    page = client.get(url)
    assert "kita@example.org" in page.content.decode()
    assert "geheim@example.org" not in page.content.decode()
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}

    response = client.post(url, data | {f"contact:{inner.uid}": "neu@example.org"})

    assert response.url == kita.get_absolute_url()
    assert Proposal.objects.get().made_by == mira
    assert hidden.value == "geheim@example.org"


@pytest.mark.parametrize(("who", "status"), [("lang", 403), ("auditor", 403), ("noor", 404), (None, 302)])
def test_who_may_not_suggest_finds_no_form(client, kita, request, who, status):
    if who:
        client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("directory:institution-propose", args=[kita.uid])).status_code == status


def test_the_record_offers_it_to_who_reads_and_does_not_write(client, kita, mira, ada, lang):
    url = reverse("directory:institution-propose", args=[kita.uid])

    offered = {}
    for person in (mira, ada, lang):
        client.force_login(person)
        offered[person] = url in client.get(kita.get_absolute_url()).content.decode()

    assert offered == {mira: True, ada: False, lang: False}
