"""The log in sentences: names and links as far as the reader may see them, filters, a sheet for auditors."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.grants import grant_exception
from coordination.accounts.log_words import lines_of
from coordination.accounts.models import AuditEntry
from coordination.accounts.roles import Role
from coordination.accounts.services.audit import record
from coordination.lib.levels import Level
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import InstitutionFactory, ListingFactory

pytestmark = pytest.mark.django_db
Did = AuditEntry.Did


@pytest.fixture
def kita(network):
    kita = InstitutionFactory(name="Kita Sonnenblume")
    ListingFactory(institution=kita, network=network, level=Level.NETWORK)
    return kita


def said(network, reader, **line):
    entry = record(by=reader, network=network, **line)
    return lines_of([entry], reader=reader)[0][1]


def test_a_line_is_a_sentence_with_name_and_link(network, ada, kita):
    line = said(network, ada, did=Did.REMOVED, to=kita)

    assert line.plain == "legte „Kita Sonnenblume“ in den Papierkorb" or "Kita Sonnenblume" in line.plain
    assert kita.get_absolute_url() in line.sentence


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"did": Did.INVITED, "detail": "multiplier"}, ["Multiplikator*in"]),
        ({"did": Did.EXPORTED, "detail": "institution xlsx 1234"}, ["1.234", "Einrichtungen", "Excel"]),
        ({"did": Did.EXPORT_ASKED, "detail": "person csv 200: Einladung"}, ["200", "Personen", "CSV"]),
        ({"did": Did.SWITCHED, "detail": "four_eyes_export: off"}, ["Regel"]),
        ({"did": Did.REMOVED, "detail": "12"}, ["12"]),
        ({"did": Did.GRANTED, "detail": "group_member: Schulen"}, ["Gruppenmitglied"]),
    ],
)
def test_the_words_it_is_kept_in_are_never_shown(network, ada, line, words):
    text = said(network, ada, **line).plain

    assert all(word in text for word in words), text
    for internal in ("multiplier", "institution", "xlsx", "four_eyes", ": off", "group_"):
        assert internal not in text


def test_a_right_on_one_entry_names_person_and_entry(network, ada, kita):
    cem = MembershipFactory(role=Role.INSTITUTION_EDITOR, network=network).user
    grant_exception(
        by=ada, user=cem, permission="directory.change_institution", obj=kita, network=network, until=None
    )

    ((_entry, line),) = lines_of(AuditEntry.objects.filter(did=Did.GRANTED, to_uid=kita.uid), reader=ada)

    assert str(cem) in line.plain
    assert "Kita Sonnenblume" in line.plain


def test_what_the_reader_may_not_see_is_not_named(network, auditor, ada, kita, other_network):
    hidden = InstitutionFactory(name="Haus Verborgen")
    ListingFactory(institution=hidden, network=other_network, level=Level.COORDINATION)

    line = said(network, auditor, did=Did.RESTORED, to=hidden)

    assert "Verborgen" not in line.plain
    assert "Verborgen" not in line.sentence


def test_a_name_with_signs_of_the_web_stays_a_name(network, ada, kita):
    kita.name = "<b>Kita {0} %s</b>"
    kita.save()

    assert "&lt;b&gt;Kita {0} %s" in said(network, ada, did=Did.REMOVED, to=kita).sentence


def test_the_log_is_filtered_by_what_when_and_who(client, network, auditor, ada, kita):
    record(by=ada, network=network, did=Did.REMOVED, to=kita)
    record(by=auditor, network=network, did=Did.READ, to=kita)
    client.force_login(auditor)
    url, today = reverse("accounts:log"), timezone.localdate()

    def found(**asked):
        return {entry.did for entry in client.get(url, asked).context["page_obj"]}

    assert found() >= {Did.REMOVED, Did.READ}
    assert found(was="removed") == {Did.REMOVED}
    assert found(q="Ada Beispiel", was="read") == set()
    assert found(bis=f"{today - dt.timedelta(1):%d.%m.%Y}") == set()
    assert Did.READ in found(von=f"{today:%d.%m.%Y}")
    assert client.get(url, {"von": "31.02.2026", "was": "x", "netzwerk": "y"}).status_code == 200


def test_the_sheet_holds_what_the_page_shows_and_is_written_down(client, network, auditor, ada, kita):
    record(by=ada, network=network, did=Did.REMOVED, to=kita)
    client.force_login(auditor)

    answer = client.get(reverse("accounts:log"), {"was": "removed", "ausgabe": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert "Kita Sonnenblume" in text
    assert text.count("\r\n") == 2
    assert AuditEntry.objects.filter(did=Did.EXPORTED, detail="log csv 1", user=auditor.pk).exists()


def test_nobody_else_reads_it(client, network, mira, noor, ada, kita):
    record(by=ada, network=network, did=Did.REMOVED, to=kita)
    client.force_login(mira)
    assert client.get(reverse("accounts:log"), {"ausgabe": "csv"}).status_code == 403
    client.force_login(noor)
    assert "Sonnenblume" not in client.get(reverse("accounts:log")).content.decode()


def test_the_log_asks_the_database_equally_often(client, network, auditor, ada):
    def asked(rows):
        for number in range(rows):
            kita = InstitutionFactory(name=f"Kita {number}")
            ListingFactory(institution=kita, network=network)
            record(by=ada, network=network, did=Did.REMOVED, to=kita)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("accounts:log"))
        return len(queries)

    client.force_login(auditor)

    assert asked(1) == asked(3) <= 12
