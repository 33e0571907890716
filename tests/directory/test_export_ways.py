"""Exports: said beforehand when a second person is needed, a way without, withdrawn, long ones in the background."""

import io

import pytest
from django.db import transaction
from django.urls import reverse

from coordination.accounts.models import AuditEntry
from coordination.directory import exports
from coordination.directory.models import ExportRequest
from coordination.directory.services.exports import (
    ask_for_export,
    decide_export,
    fetch_export,
    withdraw_export,
)
from coordination.directory.views import list_jobs
from coordination.lib import sheets
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import Job, OutboxMail, StoredFile
from tests.factories.directory import ContactPointFactory, InstitutionFactory, ListingFactory

INSTITUTIONS = "directory:institution-list"


def listed(network, name, *, level=Level.PUBLIC, **fields):
    return ListingFactory(
        institution=InstitutionFactory(name=name, **fields), network=network, level=level
    ).institution


@pytest.fixture
def many(network, monkeypatch):
    """More non-public contacts than go out on one person's word."""
    monkeypatch.setattr(exports, "MANY", 2)
    houses = [listed(network, f"Kita {number}") for number in range(3)]
    for house in houses:
        ContactPointFactory(institution=house, level=Level.NETWORK, network=network)
    return houses


@pytest.fixture
def asked(ada, ben, network, many):
    return ask_for_export(
        by=ada, network=network, noun="institution", kind="xlsx", query="q=kita", count=3,
        reason="Einladung zum Fachtag", described="Suche nach „kita“",
    )  # fmt: skip


def menu(client, user, **query):
    client.force_login(user)
    lines = client.get(reverse(INSTITUTIONS), query).context["bar"]["exports"]
    return [str(line["note"]) for line in lines if "note" in line], [
        line["url"] for line in lines if "url" in line
    ]


# --- beforehand
def test_the_menu_says_beforehand_that_a_second_person_is_needed(client, ada, many):
    notes, urls = menu(client, ada)

    assert len(notes) == 2
    assert "2" in notes[0]
    assert any("umfang=public" in url for url in urls)
    assert "2" not in menu(client, ada, q="kita 1")[0][0]


def test_what_is_public_goes_out_without_a_second_person(client, ada, network, many):
    ContactPointFactory(
        institution=many[0],
        level=Level.PUBLIC,
        network=network,
        value="+492241900555",
        display="02241 900555",
    )
    ContactPointFactory(institution=many[1], level=Level.NETWORK, network=network, display="02241 GEHEIM")
    listed(network, "Kita Intern", level=Level.NETWORK)
    client.force_login(ada)

    file = client.get(
        reverse(INSTITUTIONS), {"ausgabe": "csv", "umfang": "public", "spalte": ["phone", "level"]}
    )
    text = b"".join(file.streaming_content).decode()

    assert "02241 900555" in text
    assert "Kita 1" in text
    assert "GEHEIM" not in text
    assert "Kita Intern" not in text
    assert not ExportRequest.objects.exists()
    assert "csv 3" in AuditEntry.objects.get(did="exported").detail


def test_where_nothing_is_public_the_page_says_so(client, ada, network):
    listed(network, "Kita Intern", level=Level.NETWORK)
    client.force_login(ada)

    answer = client.get(reverse(INSTITUTIONS), {"ausgabe": "csv", "umfang": "public"})

    assert answer.status_code == 302
    assert "umfang" not in answer["Location"]


# --- the request
def test_the_mail_tells_all_that_is_needed_to_decide_and_has_one_link(asked, ben):
    mail = OutboxMail.objects.get(to=ben.email)

    for word in ("Ada Beispiel", "3", "XLSX", "Suche nach „kita“", "Einladung zum Fachtag"):
        assert word in mail.subject + mail.text
    assert asked.expires_at.strftime("%Y") in mail.text
    assert mail.text.count(asked.get_absolute_url()) == 1


def test_who_asked_may_withdraw_and_then_nobody_decides(client, ada, ben, asked):
    client.force_login(ada)
    assert client.get(asked.get_absolute_url()).context["may_withdraw"]

    client.post(asked.get_absolute_url(), {"was": "zurueckziehen"})

    asked.refresh_from_db()
    assert asked.withdrawn_at is not None
    assert AuditEntry.objects.filter(did="export_withdrawn").count() == 1
    with pytest.raises(RuleBroken) as broken:
        decide_export(by=ben, asked=asked, grant=True)
    assert broken.value.code == "withdrawn"
    client.force_login(ben)
    assert not client.get(asked.get_absolute_url()).context["may_decide"]


def test_a_granted_export_can_be_withdrawn_until_it_is_fetched(ada, ben, asked):
    decide_export(by=ben, asked=asked, grant=True)
    withdraw_export(by=ada, asked=asked)

    with pytest.raises(RuleBroken):
        fetch_export(by=ada, asked=asked, count=3)
    with pytest.raises(RuleBroken):
        withdraw_export(by=ada, asked=asked)


def test_what_was_fetched_is_not_withdrawn_and_the_database_holds_it(ada, ben, asked):
    from django.db import IntegrityError
    from django.utils import timezone

    decide_export(by=ben, asked=asked, grant=True)
    fetch_export(by=ada, asked=asked, count=3)

    with pytest.raises(RuleBroken):
        withdraw_export(by=ada, asked=asked)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportRequest.objects.filter(pk=asked.pk).update(withdrawn_at=timezone.now())


@pytest.mark.parametrize("who", ["ben", "auditor"])
def test_nobody_withdraws_for_another(request, client, asked, who):
    client.force_login(request.getfixturevalue(who))

    client.post(asked.get_absolute_url(), {"was": "zurueckziehen"})

    asked.refresh_from_db()
    assert asked.withdrawn_at is None


# --- long lists
@pytest.fixture
def long(monkeypatch):
    monkeypatch.setattr(list_jobs, "ROWS_AT_ONCE", 1)


def test_a_long_list_is_written_in_the_background_and_kept_for_who_wanted_it(
    client, ada, ben, network, long, django_capture_on_commit_callbacks
):
    for name in ("Haus A", "Haus B", "Schule C"):
        listed(network, name)
    client.force_login(ada)

    answer = client.get(reverse(INSTITUTIONS), {"ausgabe": "xlsx", "q": "haus", "spalte": "type"})

    job = Job.objects.get()
    assert answer["Location"] == reverse("lib:job", args=[job.uid])
    file = StoredFile.objects.get(purpose="export")
    assert job.result_url == reverse("directory:export-file", args=[file.uid])
    page = client.get(job.result_url).content.decode()
    assert file.get_absolute_url() in page
    content = b"".join(client.get(file.get_absolute_url()).streaming_content)
    sheet = sheets.read(io.BytesIO(content), name="liste.xlsx")
    assert [row.values[1] for row in sheet.rows] == ["Haus A", "Haus B"]
    assert job.result_url in OutboxMail.objects.get(to=ada.email).text
    assert AuditEntry.objects.get(did="exported").detail == "institution xlsx 2"

    client.force_login(ben)
    assert client.get(job.result_url).status_code == 404
    assert client.get(file.get_absolute_url()).status_code == 404

    client.force_login(ada)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(job.result_url)
    assert not StoredFile.objects.exists()
    assert not file.path.exists()


def test_who_has_lost_the_right_no_longer_gets_the_file(client, ada, network, long):
    listed(network, "Haus A")
    listed(network, "Haus B")
    client.force_login(ada)
    client.get(reverse(INSTITUTIONS), {"ausgabe": "csv"})
    file = StoredFile.objects.get()
    ada.memberships.all().delete()

    assert client.get(file.get_absolute_url()).status_code == 404


def test_a_job_that_runs_twice_writes_one_file(client, ada, network, long):
    listed(network, "Haus A")
    listed(network, "Haus B")
    client.force_login(ada)
    client.get(reverse(INSTITUTIONS), {"ausgabe": "csv"})
    job = Job.objects.get()

    assert list_jobs.write_list(job, **job.args) == job.result_url
    assert StoredFile.objects.count() == 1


def test_a_released_long_list_is_fetched_once_and_written_in_the_background(client, ada, ben, asked, long):
    decide_export(by=ben, asked=asked, grant=True)
    client.force_login(ada)

    answer = client.post(asked.get_absolute_url(), {"was": "holen"})

    assert answer["Location"] == reverse("lib:job", args=[Job.objects.get().uid])
    assert StoredFile.objects.count() == 1
    client.post(asked.get_absolute_url(), {"was": "holen"})
    assert StoredFile.objects.count() == 1


def test_my_jobs_ask_the_database_equally_often(client, ada):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(ada)
    url = reverse("directory:work-list")
    client.get(url)
    counts = []
    for number in (1, 2):
        for _turn in range(number):
            Job.objects.create(owner=ada, title="Liste", function="coordination.directory.x", args={})
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10
