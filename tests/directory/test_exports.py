"""Lists as files: exactly the list, only what the person may see, nothing a spreadsheet would execute, four eyes."""

import io
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import AuditEntry, NetworkRule
from coordination.directory import exports
from coordination.directory.models import ExportRequest
from coordination.directory.services.exports import ask_for_export, decide_export, fetch_export
from coordination.directory.vcards import fold_line
from coordination.directory.worklist import waiting
from coordination.lib import sheets
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import OutboxMail
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import (
    AffiliationFactory,
    AgreementFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
)

INSTITUTIONS, PEOPLE, SERVICES = (f"directory:{noun}-list" for noun in ("institution", "person", "service"))
PAYLOADS = [
    "=1+1",
    "+49123",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://x")',
    "＝1+1",
    "\t=1",
    "=cmd|' /C calc'!A0",
]


def listed(network, name, *, level=Level.PUBLIC, **fields):
    return ListingFactory(
        institution=InstitutionFactory(name=name, **fields), network=network, level=level
    ).institution


def fetched(client, user, kind, name=INSTITUTIONS, **parameters):
    client.force_login(user)
    response = client.get(reverse(name), {"ausgabe": kind, **parameters})
    assert response.status_code == 200, response
    return b"".join(response.streaming_content)


def rows_of(content, tmp_path, kind="xlsx"):
    path = tmp_path / f"list.{kind}"
    path.write_bytes(content)
    sheet = sheets.read(path)
    return list(sheet.header), [list(row.values) for row in sheet.rows]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "ods"])
def test_the_file_holds_exactly_the_list(client, ada, network, other_network, tmp_path, kind):
    for name in ("Haus Beta", "Haus Alpha", "Schule Gamma"):
        listed(network, name)
    listed(other_network, "Haus Fremd")

    header, rows = rows_of(fetched(client, ada, kind, q="haus", sort="-name", spalte="type"), tmp_path, kind)

    assert header[:3] == ["Kennung", "Name", "Art"]
    assert [row[1] for row in rows] == ["Haus Beta", "Haus Alpha"]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "ods", "vcf"])
def test_what_one_may_not_see_is_not_in_the_file(client, ada, noor, network, other_network, kind):
    house = listed(network, "Kita Canary")
    ListingFactory(institution=house, network=other_network, level=Level.PUBLIC)
    ContactPointFactory(institution=house, value="+49302312599", display="030 2312599", level=Level.PUBLIC)
    person = PersonFactory(last_name="Geheimnis", level=Level.COORDINATION)
    AffiliationFactory(institution=listed(network, "Kita Intern", level=Level.COORDINATION), person=person)

    for name in (INSTITUTIONS, PEOPLE):
        content = fetched(client, noor, kind, name)
        assert b"Geheimnis" not in content
        assert b"Kita Intern" not in content


def test_only_who_may_export_gets_a_file(client, mira, lang, auditor, network):
    listed(network, "Kita")

    for person in (mira, lang, auditor):
        client.force_login(person)
        page = client.get(reverse(INSTITUTIONS))
        assert page.context["bar"]["exports"] == [] or person is auditor
        assert client.get(reverse(INSTITUTIONS), {"ausgabe": "xlsx"}).status_code == 403


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_becomes_a_formula_and_comes_back_as_it_was(client, ada, network, tmp_path, payload):
    import openpyxl

    listed(network, payload, description=payload)

    book = openpyxl.load_workbook(io.BytesIO(fetched(client, ada, "xlsx")))
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    text = fetched(client, ada, "csv").decode("utf-8-sig")
    assert not re.search(r'(?:^|;)"?\s*[=@＝]', text, re.M)
    _header, rows = rows_of(fetched(client, ada, "csv"), tmp_path, "csv")
    assert rows[0][1].strip() == payload.strip()


def test_a_file_is_written_into_the_log(client, ada, network):
    listed(network, "Kita")
    fetched(client, ada, "csv")

    line = AuditEntry.objects.get(did=AuditEntry.Did.EXPORTED)

    assert (line.user_id, line.network_id, line.detail) == (ada.pk, network.pk, "institution csv 1")


# --- vCard
def test_a_card_follows_the_format(client, ada, network):
    house = listed(
        network,
        "Kita; Groß, Klein\\" + "ö" * 80,
        street="Weg",
        house_number="1",
        postcode="53840",
        city="Troisdorf",
    )
    ContactPointFactory(institution=house, value="+49302312500", level=Level.PUBLIC)
    ContactPointFactory(institution=house, kind="mail", value="post@example.org", level=Level.PUBLIC)

    text = fetched(client, ada, "vcf").decode()
    lines = text.split("\r\n")
    unfolded = text.replace("\r\n ", "").split("\r\n")

    assert lines[0:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert lines[-2:] == ["END:VCARD", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "FN:Kita\\; Groß\\, Klein\\\\" + "ö" * 80 in unfolded
    assert "ADR:;;Weg 1;Troisdorf;;53840;Deutschland" in unfolded
    assert "TEL;VALUE=uri;TYPE=voice:tel:+49302312500" in unfolded
    assert "EMAIL:post@example.org" in unfolded


def test_a_card_of_a_protected_place_has_no_address(client, ada, network):
    listed(network, "Schutzwohnung", protected_place=True)

    assert b"ADR" not in fetched(client, ada, "vcf")


def test_a_line_break_in_a_name_starts_no_new_property(client, ada, network):
    listed(network, "Kita\nTEL:+49666\r\nEND:VCARD")

    lines = fetched(client, ada, "vcf").decode().split("\r\n")

    assert not any(line.startswith("TEL") for line in lines)
    assert lines.count("END:VCARD") == 1


def test_a_line_is_never_cut_inside_a_sign():
    for text in ("ä" * 100, "🧸" * 40, "a" * 74 + "ß" + "b" * 80):
        folded = fold_line(text)
        assert folded.replace("\r\n ", "") == text
        assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))


@pytest.mark.parametrize(("name", "expected"), [(PEOPLE, "Muster, Dr. Ute"), (SERVICES, "Beratung Blau")])
def test_people_and_services_go_out_too(client, ada, network, tmp_path, name, expected):
    house = listed(network, "Kita")
    person = PersonFactory(title="Dr.", first_name="Ute", last_name="Muster")
    AffiliationFactory(institution=house, person=person)
    ServiceFactory(provider=house, name="Beratung Blau")

    _header, rows = rows_of(fetched(client, ada, "xlsx", name), tmp_path)
    card = fetched(client, ada, "vcf", name).decode()

    assert len(rows) == 1
    assert expected.split(",")[0] in " ".join(str(cell) for cell in rows[0])
    assert card.count("BEGIN:VCARD") == 1


def test_sheets_of_people_and_services_hold_the_columns_of_the_list(client, ada, network, tmp_path):
    house = listed(network, "Kita")
    person = PersonFactory(title="Dr.", first_name="Ute", last_name="Muster")
    AffiliationFactory(institution=house, person=person)
    ContactPointFactory(institution=None, person=person, kind="mail", value="ute@example.org")
    ServiceFactory(provider=house, name="Beratung Blau", fee="free", waiting_time="")

    people, rows = rows_of(fetched(client, ada, "xlsx", PEOPLE, spalte=["affiliations", "mail"]), tmp_path)
    services, offers = rows_of(fetched(client, ada, "xlsx", SERVICES, spalte=["fee"]), tmp_path)

    assert people[:3] == ["Titel", "Vorname", "Nachname"]
    assert people[-3:] == ["Einrichtung", "Funktion", "E-Mail"]
    assert [cell for cell in rows[0] if cell] == ["Dr.", "Ute", "Muster", "Kita", "ute@example.org"]
    assert services == ["Name", "Angeboten von", "Kosten"]
    assert offers == [["Beratung Blau", "Kita", "kostenlos"]]


def test_agreements_go_out_where_the_list_shows_them(client, ada, network, tmp_path):
    for name in ("Kita A", "Kita B"):
        house = listed(network, name)
    AgreementFactory(institution=house, kind="8a4", signed_on="2026-01-01", valid_until="2030-12-31")

    header, rows = rows_of(fetched(client, ada, "xlsx", spalte="agreements"), tmp_path)

    assert header == ["Kennung", "Name", "Vereinbarungen"]
    assert [row[-1] for row in rows] == [
        None,
        "Vereinbarung nach § 8a Abs. 4 SGB VIII, gültig bis 31.12.2030",
    ]


# --- four eyes -------------------------------------------------------------------------------------------------------
@pytest.fixture
def many(network, monkeypatch):
    """A list with more contacts than go out on one person's word."""
    monkeypatch.setattr(exports, "MANY", 2)
    houses = [listed(network, f"Kita {number}") for number in range(3)]
    for house in houses:
        ContactPointFactory(institution=house, level=Level.NETWORK)
    return houses


def asked_by(client, user, **parameters):
    """Ask for the list through the pages, as a person does."""
    client.force_login(user)
    answer = client.get(reverse(INSTITUTIONS), {"ausgabe": "csv", **parameters})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert page.status_code == 200
    done = client.post(answer["Location"], {"reason": "Einladung zum Fachtag"})
    assert done.status_code == 302, done.context["form"].errors
    return ExportRequest.objects.get()


def test_many_contacts_go_out_when_a_second_person_agrees(client, ada, ben, network, many):
    asked = asked_by(client, ada, q="kita")

    assert OutboxMail.objects.get().to == ben.email
    assert asked.get_absolute_url() in [item.url for item in waiting(ben)]
    assert asked.get_absolute_url() not in [item.url for item in waiting(ada)]

    client.force_login(ben)
    assert client.get(asked.get_absolute_url()).context["may_decide"]
    client.post(asked.get_absolute_url(), {"was": "freigeben"})
    assert OutboxMail.objects.filter(to=ada.email).count() == 1

    client.force_login(ada)
    assert asked.get_absolute_url() in [item.url for item in waiting(ada)]
    file = client.post(asked.get_absolute_url(), {"was": "holen"})
    assert b"".join(file.streaming_content).count(b"Kita ") >= 3
    again = client.post(asked.get_absolute_url(), {"was": "holen"})
    assert again.status_code == 302

    did = [*AuditEntry.objects.order_by("id").values_list("did", flat=True)]
    assert did == ["export_asked", "export_granted", "exported"]


def test_who_asks_does_not_decide(client, ada, ben, many, network):
    asked = asked_by(client, ada)

    client.post(asked.get_absolute_url(), {"was": "freigeben"})
    asked.refresh_from_db()

    assert asked.decided_at is None
    with pytest.raises(RuleBroken) as broken:
        decide_export(by=ada, asked=asked, grant=True)
    assert broken.value.code == "four_eyes"


def test_the_database_itself_holds_the_two_apart(ada, ben, network):
    asked = ask_for_export(
        by=ada, network=network, noun="institution", kind="csv", query="", count=200, reason="Einladung"
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        ExportRequest.objects.filter(pk=asked.pk).update(
            decided_by=ada, decided_at=timezone.now(), is_granted=True
        )
    ExportRequest.objects.filter(pk=asked.pk).update(
        decided_by=ben, decided_at=timezone.now(), is_granted=True
    )


def test_a_refused_export_is_not_handed_out(client, ada, ben, many):
    asked = asked_by(client, ada)
    decide_export(by=ben, asked=asked, grant=False)

    with pytest.raises(RuleBroken) as broken:
        fetch_export(by=ada, asked=asked, count=3)

    assert broken.value.code == "not_ready"
    with pytest.raises(RuleBroken):
        decide_export(by=ben, asked=asked, grant=True)


def test_a_list_that_has_grown_needs_a_new_yes(client, ada, ben, many, network):
    asked = asked_by(client, ada)
    decide_export(by=ben, asked=asked, grant=True)
    listed(network, "Kita Neu")

    with pytest.raises(RuleBroken) as broken:
        fetch_export(by=ada, asked=asked, count=4)

    assert broken.value.code == "grown"


def test_after_seven_days_the_yes_is_over(client, ada, ben, many):
    asked = asked_by(client, ada)
    decide_export(by=ben, asked=asked, grant=True)
    ExportRequest.objects.filter(pk=asked.pk).update(expires_at=timezone.now())

    with pytest.raises(RuleBroken):
        fetch_export(by=ada, asked=asked, count=3)
    assert asked.get_absolute_url() not in [item.url for item in waiting(ada)]


def test_without_a_second_person_the_page_says_so(client, ada, many):
    client.force_login(ada)
    url = client.get(reverse(INSTITUTIONS), {"ausgabe": "csv"})["Location"]

    page = client.post(url, {"reason": "Einladung"})

    assert page.status_code == 200
    assert page.context["form"].errors
    assert not ExportRequest.objects.exists()


@pytest.mark.parametrize("who", ["mira", "lang", "auditor"])
def test_who_may_not_export_may_not_decide(request, client, ada, ben, many, who):
    asked = asked_by(client, ada)
    person = request.getfixturevalue(who)
    client.force_login(person)

    client.post(asked.get_absolute_url(), {"was": "freigeben"})

    asked.refresh_from_db()
    assert asked.decided_at is None
    with pytest.raises(PermissionDenied):
        decide_export(by=person, asked=asked, grant=True)


def test_a_request_of_another_network_answers_as_if_it_did_not_exist(client, ada, ben, noor, many):
    asked = asked_by(client, ada)
    client.force_login(noor)

    assert client.get(asked.get_absolute_url()).status_code == 404
    assert client.post(asked.get_absolute_url(), {"was": "freigeben"}).status_code == 404
    assert asked.get_absolute_url() not in [item.url for item in waiting(noor)]


def test_few_rows_public_data_or_a_switched_off_rule_go_directly(client, ada, ben, network, many):
    assert fetched(client, ada, "csv", q="kita 1")
    assert fetched(client, ada, "csv", spalte="type")
    for contact in [contact for house in many for contact in house.contacts.all()]:
        contact.level = Level.PUBLIC
        contact.save()
    assert fetched(client, ada, "csv")


def test_a_switched_off_rule_lets_the_list_out(client, ada, many, network):
    NetworkRule.objects.create(
        network=network, rule=NetworkRule.Rule.FOUR_EYES_EXPORT, is_on=False, reason="Ein-Personen-Stelle"
    )

    assert fetched(client, ada, "csv")


def test_a_list_of_two_networks_is_narrowed_to_one_first(client, ada, ben, many, other_network):
    MembershipFactory(user=ada, network=other_network)
    listed(other_network, "Kita Drüben")
    client.force_login(ada)
    url = client.get(reverse(INSTITUTIONS), {"ausgabe": "csv"})["Location"]

    page = client.post(url, {"reason": "Einladung"})

    assert page.context["several"]
    assert not ExportRequest.objects.exists()
    assert asked_by(client, ada, netzwerk="musterstadt").network.slug == "musterstadt"


@pytest.mark.parametrize(
    "query", ["?was=xyz&art=csv", "?was=institution&art=exe", "", "?was=institution&art=csv&liste=%00"]
)
def test_a_made_up_address_is_not_a_request(client, ada, network, query):
    client.force_login(ada)

    assert client.get(reverse("directory:export-ask") + query).status_code in {404, 302}
