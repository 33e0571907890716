"""Certificates: from real attendance alone, once per person, checkable by their number, revocable, sent by mail."""

from __future__ import annotations

import datetime as dt
import io
import re

import page
import pytest
from django.urls import reverse
from pypdf import PdfReader

from coordination.accounts.models import NetworkHost
from coordination.lib import codes, limits
from coordination.lib.errors import RuleBroken
from coordination.lib.models import Job, OutboxMail
from meetings import links_day, papers
from meetings.models import Attendance, Certificate, FeedbackTicket
from meetings.services import certificates as verbs
from tests.factories.meetings_day import (
    AttendanceFactory,
    CertificateFactory,
    MaterialFactory,
    TermsFactory,
    fachtag,
)
from tests.factories.meetings_events import EventFactory, RegistrationFactory

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def event(network):
    return fachtag(network)


def came(event, *, late=dt.timedelta(), until=None, **person):
    registration = RegistrationFactory(event=event, **person)
    return AttendanceFactory(
        registration=registration, present_from=event.starts_at + late, present_until=until
    )


def text_of(stored):
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(stored.path.read_bytes())).pages)


def test_hours_come_from_attendance_and_who_was_there_too_short_gets_none(event, ada):
    came(event, last_name="Ganz")
    came(event, last_name="Fast", late=dt.timedelta(minutes=10))
    came(event, last_name="Halb", until=event.starts_at + 2 * HOUR)
    RegistrationFactory(event=event, last_name="Nie")
    AttendanceFactory(registration__event=event, name="Zurück", withdrawn_at=event.ends_at)
    made = verbs.issue(by=ada, event=event)

    assert sorted(one.name.split()[-1] for one in made) == ["Fast", "Ganz"]
    assert {one.minutes for one in made} == {270}  # breaks do not count
    assert {one.content["units"] for one in made} == {6}
    assert {one.content["hours"] for one in made} == {"4.5"}


def test_the_terms_say_from_which_share_on(event, ada):
    came(event, until=event.starts_at + 3 * HOUR + dt.timedelta(minutes=30))
    TermsFactory(event=event, least_percent=40, contents="Recht\n\nHaltung")
    (made,) = verbs.issue(by=ada, event=event)

    assert (made.minutes, made.content["units"], made.content["contents"]) == (180, 4, ["Recht", "Haltung"])


def test_issued_twice_nobody_has_two(event, ada):
    came(event)
    verbs.issue(by=ada, event=event)
    came(event)

    assert len(verbs.issue(by=ada, event=event)) == 1
    assert Certificate.objects.count() == 2
    assert all(codes.read(one.code) for one in Certificate.objects.all())


def test_before_the_end_and_for_a_cancelled_event_none_is_issued(network, ada):
    for event, code in (
        (EventFactory(network=network), "not_over"),
        (EventFactory(network=network, state="cancelled", cancel_reason="x"), "event_cancelled"),
    ):
        with pytest.raises(RuleBroken) as broken:
            verbs.issue(by=ada, event=event)
        assert broken.value.code == code


def test_one_job_issues_draws_and_tells_everybody(client, event, ada, django_capture_on_commit_callbacks):
    came(event, first_name="Ina", last_name="Beispiel", email="ina@example.org")
    came(event, email="uli@example.org")
    client.force_login(ada)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("meetings:certificate-issue", args=[event.uid]),
            {"tell_people": "on", "with_feedback": "on"},
        )

    assert Job.objects.get().state == Job.State.DONE, Job.objects.get().error
    certificate = Certificate.objects.get(name="Ina Beispiel")
    mail = OutboxMail.objects.get(to="ina@example.org")
    assert certificate.shown_code in mail.text
    assert links_day.token_of(certificate) not in mail.text  # blanked once it was sent
    assert FeedbackTicket.objects.count() == 2
    assert certificate.mailed_at
    verbs.tell(by=ada, event=event)
    assert OutboxMail.objects.filter(template="meetings/mail/certificate").count() == 2


def test_the_paper_is_tagged_and_says_what_was_certified(event, ada):
    came(event, first_name="Ina", last_name="Beispiel", institution_name="Kita Lindenblüte")
    came(event, institution_name="")
    TermsFactory(event=event, signed_by="Ada Beispiel, Koordination", remark="4 Punkte der Kammer")
    made = verbs.issue(by=ada, event=event)
    stored = papers.draw_certificates(event, made)
    found = text_of(stored)

    assert page.validate_pdf_bytes(stored.path.read_bytes()).is_compliant
    assert len(PdfReader(io.BytesIO(stored.path.read_bytes())).pages) == 2
    for word in (
        "Ina Beispiel",
        "Kita Lindenblüte",
        event.title,
        "4,5",
        "Ada Beispiel, Koordination",
        "4 Punkte",
    ):
        assert word in found
    assert made[0].shown_code in found
    assert "u00a0" not in found
    assert papers.certificate_pdf(made[0]) == papers.certificate_pdf(made[0])


def test_badges_and_lists_are_tagged_and_hold_everybody_who_comes(event, ada):
    people = [RegistrationFactory(event=event, last_name=f"Gast {n:02}") for n in range(12)]
    RegistrationFactory(event=event, last_name="Wartet", state="waiting", place_no=None)
    RegistrationFactory(event=event, last_name="Fern", mode="online")
    coming = papers.coming(event)
    assert {one.pk for one in coming} == {one.pk for one in people}

    badges, sheet = papers.badges(event, coming, by=ada), papers.sheet(event, coming, session=None, by=ada)
    for stored, sheets in ((badges, 2), (sheet, None)):
        content = stored.path.read_bytes()
        assert page.validate_pdf_bytes(content).is_compliant
        if sheets:
            assert len(PdfReader(io.BytesIO(content)).pages) == sheets
        assert all(one.last_name in text_of(stored) for one in people)


# --- The number, for everybody ------------------------------------------------------------------------------


def check(client, code):
    return client.get(reverse("dates:certificate", args=[code]))


def test_the_page_of_a_number_shows_hours_and_initials_but_no_name(client, event):
    certificate = CertificateFactory(
        event=event, registration__event=event, name="Ina Geheimname", house="Kita Verrat"
    )
    shown = check(client, certificate.shown_code)
    words = shown.content.decode()

    assert shown.status_code == 200
    assert not shown.cookies
    assert event.title in words
    assert "I. G." in words
    assert "Geheimname" not in words
    assert "Verrat" not in words
    assert "noindex" in words

    verbs.agree(certificate=certificate, shows_name=True)
    assert "Geheimname" in check(client, certificate.code.lower()).content.decode()


def test_a_typing_mistake_is_told_as_such_and_shows_no_other_certificate(client, event):
    certificate = CertificateFactory(registration__event=event)
    for at in range(8):
        for sign in codes.SIGNS:
            if sign == certificate.code[at]:
                continue
            wrong = certificate.code[:at] + sign + certificate.code[at + 1 :]
            with pytest.raises(codes.CodeTyped):
                codes.read(wrong)
    wrong = certificate.code[:-1] + ("0" if certificate.code[-1] != "0" else "1")
    answer = check(client, wrong)

    assert answer.status_code == 404
    assert event.title not in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "x", "K7QX", "../../etc", "<script>", "🙂" * 8, "0" * 400])
def test_whatever_is_typed_as_a_number_there_is_a_page(client, network, typed):
    answer = client.get(reverse("dates:certificate-form"), {"nummer": typed})

    assert answer.status_code in {200, 404}
    assert b"<script>" not in answer.content.replace(b"<script src", b"")


def test_revoked_says_so_and_another_networks_number_is_unknown(client, event, ada, other_network):
    NetworkHost.objects.create(network=event.network, host="testserver")
    certificate = CertificateFactory(registration__event=event)
    verbs.revoke(by=ada, certificate=certificate, reason="Falscher Name: Geheim")
    words = check(client, certificate.shown_code).content.decode()
    assert "kern-alert--danger" in words
    assert "Geheim" not in words
    with pytest.raises(RuleBroken) as broken:
        verbs.revoke(by=ada, certificate=certificate, reason="noch einmal")
    assert broken.value.code == "already_revoked"

    theirs = CertificateFactory(registration__event=EventFactory(network=other_network))
    assert check(client, theirs.shown_code).status_code == 404


def test_a_revoked_certificate_makes_room_for_a_right_one(event, ada):
    came(event)
    (first,) = verbs.issue(by=ada, event=event)
    verbs.revoke(by=ada, certificate=first, reason="Tippfehler im Namen")
    (second,) = verbs.issue(by=ada, event=event)

    assert first.code != second.code


# --- The personal link --------------------------------------------------------------------------------------


def test_the_personal_link_shows_certificate_and_materials_and_asks_about_the_name(client, event):
    certificate = CertificateFactory(registration__event=event, event=event, name="Ina Beispiel")
    material = MaterialFactory(event=event, title="Folien der Leitung")
    link = links_day.address_of(certificate)
    path = re.sub(r"^https?://[^/]+", "", link)
    words = client.get(path).content.decode()

    assert "Ina Beispiel" in words
    assert "Folien der Leitung" in words
    client.post(path, {"name": "ja"})
    certificate.refresh_from_db()
    assert certificate.shows_name
    assert client.get(f"{path}bescheinigung.pdf").getvalue().startswith(b"%PDF")
    assert client.get(f"{path}{material.uid}/").getvalue().startswith(b"%PDF")


def test_a_wrong_link_opens_nothing(client, event):
    certificate = CertificateFactory(registration__event=event, event=event)
    other = CertificateFactory(registration__event=event, event=event)
    for token in ("x", links_day.token_of(other), "é", links_day.token_of(certificate)[:-1]):
        assert (
            client.get(reverse("dates:certificate-mine", args=[certificate.shown_code, token])).status_code
            == 404
        )


# --- Who may ------------------------------------------------------------------------------------------------


def test_rights_of_certificates(client, event, ada, mira, noor, auditor, lang):
    mine = CertificateFactory(registration__event=event, event=event, user=lang, name="Lena Lang")
    page_of = {
        "list": reverse("meetings:certificate-list", args=[event.uid]),
        "one": mine.get_absolute_url(),
        "pdf": reverse("meetings:certificate-pdf", args=[mine.uid]),
    }
    expected = {
        ada: (200, 200, 200),
        auditor: (200, 200, 200),
        lang: (403, 200, 200),
        mira: (403, 404, 404),
        noor: (404, 404, 404),
    }
    for user, statuses in expected.items():
        client.force_login(user)
        found = []
        for address in page_of.values():
            response = client.get(address)
            found.append(response.status_code)
            if response.streaming:
                response.getvalue()
        assert tuple(found) == statuses, user
    for user in (auditor, lang, noor):
        client.force_login(user)
        assert client.post(mine.get_absolute_url(), {"reason": "x"}).status_code in {403, 404}
        assert client.post(reverse("meetings:certificate-issue", args=[event.uid])).status_code in {403, 404}
    assert Certificate.objects.valid().count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_equally_often(client, event, ada, rows, django_assert_max_num_queries):
    for number in range(rows):
        came(event)
        CertificateFactory(event=event, registration__event=event, name=f"N {number}")
    client.force_login(ada)
    with django_assert_max_num_queries(17):
        client.get(reverse("meetings:certificate-list", args=[event.uid]))


def test_attendance_outlives_the_registration(event):
    there = came(event)
    there.registration.delete()
    there.refresh_from_db()

    assert there.registration is None
    assert there.name
    assert Attendance.objects.standing().count() == 1


def test_typing_numbers_and_calling_them_count_together(client, network, monkeypatch):
    """Else the form would be the way round the limit of the address."""
    counted = []
    monkeypatch.setattr(limits, "seconds_to_wait", lambda name, *_rest, **_more: counted.append(name) or 0)

    client.get(reverse("dates:certificate-form"), {"nummer": "2345-6789"})
    client.get(reverse("dates:certificate", args=["2345-6789"]))

    assert counted == ["certificate", "certificate"]
