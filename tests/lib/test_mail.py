"""Mail: written with the business, sent once, tried again, and no secret stays behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.roles import Role
from coordination.lib import mail_demo, outbox
from coordination.lib.errors import RuleBroken
from coordination.lib.mail import AT_LEAST_ONCE, AT_MOST_ONCE, address, queue, send_again, send_due
from coordination.lib.models import OutboxMail
from tests.factories.accounts import MembershipFactory
from tests.factories.lib import OutboxMailFactory
from tests.lib.servers import CUT_OFF, NOBODY, REFUSED, TRY_LATER, Server

pytestmark = pytest.mark.django_db

SECRET = "k7Qm2-Rtz9_Wx4"
LINK = f"http://localhost:8000/l/{SECRET}/"


@pytest.fixture(autouse=True)
def _sample_templates(settings):
    folder = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], folder]}]


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "tests.lib.servers.Server"
    Server.answers, Server.closed, Server.taken = [], [], []
    return Server


def write(**more) -> OutboxMail:
    given = {"to": "mira@example.org", "context": {"name": "Mira & Söhne", "link": LINK}, "tokens": [SECRET]}
    return queue("sample/mail/link", **{**given, **more})


def let_time_pass(**duration) -> None:
    """The waits of all mails are over."""
    OutboxMail.objects.filter(due_at__gt=timezone.now()).update(due_at=timezone.now())


# --- Writing ----------------------------------------------------------------------------------------------------------


def test_a_mail_is_written_now_with_subject_text_html_and_its_own_id():
    mail = write()

    assert mail.subject == "Bitte bestätigen: Mira & Söhne"
    assert mail.text.startswith("Guten Tag Mira & Söhne,\n\nbitte bestätigen"), "no HTML escapes in text"
    assert "keine Falldaten" in mail.text
    assert "Guten Tag Mira &amp; Söhne," in mail.html
    assert f'href="{LINK}"' in mail.html
    assert mail.message_id == f"<{mail.uid}@localhost>"
    assert mail.state == OutboxMail.State.QUEUED


def test_a_rolled_back_transaction_takes_its_mail_along(server, django_capture_on_commit_callbacks):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _write_and_break()

    assert not OutboxMail.objects.exists()
    assert send_due() == 0


def _write_and_break() -> None:
    write()
    1 / 0  # noqa: B018


def test_the_subject_may_stand_in_the_first_line_or_be_given():
    assert queue("sample/mail/plain", to="a@example.org", context={"name": "A"}).subject == "Nachricht A"
    assert (
        queue("sample/mail/without", to="a@example.org", context={}, subject="Gegeben").text
        == "Kein Betreff\n"
    )
    with pytest.raises(ValueError, match="no subject"):
        queue("sample/mail/without", to="a@example.org", context={})


def test_a_token_that_is_not_in_the_mail_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="tokens"):
        write(tokens=["elsewhere"])


@pytest.mark.parametrize(
    "payload",
    [
        "a@example.org\nBcc: x@example.org",
        "a@example.org\r\nBcc: x@example.org",
        "a@example.org,x@example.org",
        "a@example.org;x@example.org",
        "A <a@example.org>",
        "a@example.org\x00",
        "a@example.org\u2028Bcc: x@example.org",
        '"a@b"\n@example.org',
        "",
        "a@",
    ],
)
def test_an_address_is_exactly_one_address(payload):
    for field in ("to", "reply_to"):
        if field == "reply_to" and not payload:
            continue
        with pytest.raises(RuleBroken) as broken:
            write(**{field: payload})
        assert broken.value.code == "mail_address"
    assert not OutboxMail.objects.exists()
    assert address("a.b+c@example.org") == "a.b+c@example.org"


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x00"])
def test_a_subject_is_one_line(sign):
    payload = f"Kita{sign}Bcc: x@example.org"
    for call in (lambda: write(subject=payload), lambda: write(context={"name": payload, "link": LINK})):
        with pytest.raises(RuleBroken) as broken:
            call()
        assert broken.value.code == "mail_header"
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\u2028", "\x00"])
def test_no_head_of_a_mail_takes_a_second_line(sign):
    """Beside address and subject: the address that ends mails that come round."""
    with pytest.raises(RuleBroken) as broken:
        write(stop_address=f"https://example.org/n/stopp/x/{sign}Bcc: x@example.org")

    assert broken.value.code == "mail_header"
    assert not OutboxMail.objects.exists()


# --- Sending ----------------------------------------------------------------------------------------------------------


def test_a_mail_is_sent_once_to_one_person_and_its_secrets_are_blanked(server):
    mail = write(reply_to="ada@example.org")

    assert (send_due(), send_due()) == (1, 0)

    (sent,) = server.taken
    assert (sent.to, sent.cc, sent.bcc, sent.reply_to) == (["mira@example.org"], [], [], ["ada@example.org"])
    assert sent.extra_headers["Message-ID"] == mail.message_id
    assert SECRET in sent.body
    mail.refresh_from_db()
    assert mail.state == OutboxMail.State.SENT
    assert SECRET not in mail.text + mail.html
    assert OutboxMail.BLANK in mail.text
    assert mail.tokens == []


def test_a_server_that_says_451_twice_gets_it_the_third_time(server):
    mail = write()
    server.answers = [TRY_LATER, TRY_LATER]
    waits = []

    for _try in range(2):
        assert send_due() == 0
        mail.refresh_from_db()
        waits.append(round((mail.due_at - timezone.now()).total_seconds() / 60))
        assert SECRET in mail.text, "still needed"
        assert send_due() == 0, "not before its wait is over"
        let_time_pass()
    assert send_due() == 1

    assert waits == [1, 5]
    assert len(server.taken) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.tries, mail.error) == (OutboxMail.State.SENT, 3, "")


def test_after_the_last_try_a_human_is_asked_and_can_send_it_again(server):
    mail = write()
    server.answers = [TRY_LATER] * 20
    for _try in range(20):
        send_due()
        let_time_pass()

    mail.refresh_from_db()
    assert mail.state == OutboxMail.State.FAILED
    assert mail.tries == len(outbox.WAITS) + 1
    assert mail.error == "SMTPDataError 451"
    assert list(OutboxMail.objects.needing_a_human()) == [mail]

    server.answers = []
    assert send_again(mail)
    assert not send_again(mail)
    assert send_due() == 1


def test_a_final_no_about_the_person_is_not_tried_again(server):
    mail = write()
    server.answers = [NOBODY]

    send_due()

    mail.refresh_from_db()
    assert mail.state == OutboxMail.State.FAILED


def test_a_server_that_is_away_costs_only_the_first_mail_a_try(server):
    mails = [write(), write(), write()]
    server.closed = [REFUSED]

    assert send_due() == 0
    assert sorted(OutboxMail.objects.values_list("tries", flat=True)) == [0, 0, 1]
    assert send_due() == 2
    let_time_pass()
    assert send_due() == 1
    assert len(server.taken) == len(mails)


def test_one_bad_mail_does_not_hold_up_the_others(server):
    write()
    write(to="noor@example.org")
    server.answers = [TRY_LATER]

    assert send_due() == 1


@pytest.mark.parametrize(
    ("delivery", "state"),
    [(AT_LEAST_ONCE, OutboxMail.State.QUEUED), (AT_MOST_ONCE, OutboxMail.State.FAILED)],
)
def test_when_it_is_unclear_each_mail_errs_as_it_was_told(server, delivery, state):
    mail = write(delivery=delivery)
    server.answers = [CUT_OFF]

    send_due()

    mail.refresh_from_db()
    assert mail.state == state


@pytest.mark.parametrize(("delivery", "sent"), [(AT_LEAST_ONCE, 1), (AT_MOST_ONCE, 0)])
def test_a_sender_that_died_in_the_act_leaves_it_to_the_next_after_its_lease(server, delivery, sent):
    mail = write(delivery=delivery)
    outbox._claim(mail.pk)
    assert send_due() == 0, "somebody is at it"

    OutboxMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert send_due() == sent
    mail.refresh_from_db()
    assert mail.state == (OutboxMail.State.SENT if sent else OutboxMail.State.FAILED)


def test_two_senders_do_not_take_the_same_mail(server):
    mail = write()

    first, second = outbox._claim(mail.pk), outbox._claim(mail.pk)

    assert first == mail
    assert second is None


def test_who_lost_the_claim_writes_no_outcome(server):
    mail = write(delivery=AT_LEAST_ONCE)
    slow = outbox._claim(mail.pk)
    OutboxMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert send_due() == 1

    outbox._not_sent(slow, TRY_LATER, unclear=False)

    mail.refresh_from_db()
    assert mail.state == OutboxMail.State.SENT


# --- The demo ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_in_the_demo_nothing_is_sent_and_everything_is_shown_with_working_links(demo, server, client):
    write()

    assert send_due() == 0
    assert server.taken == []
    page = client.get(reverse("lib:outbox-demo")).content.decode()
    assert "Bitte bestätigen: Mira &amp; Söhne" in page
    assert f'href="/l/{SECRET}/"' in page, "works on whatever host the demo runs"
    assert "style=" not in page


def test_the_mail_can_be_seen_as_it_arrives_without_any_power(demo, client):
    mail = write()

    response = client.get(reverse("lib:mail-as-it-arrives", args=[mail.uid]))

    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert "Angaben bestätigen" in response.content.decode()


def test_what_a_mail_quotes_cannot_run_on_the_page(demo):
    mail = OutboxMailFactory(
        html='<p onclick="x()">a<script>x()</script><a href="javascript:x()">b</a><img src=x></p>'
    )

    assert mail_demo.shown(mail) == "<p>a<a>b</a></p>"


def test_a_mail_without_html_is_shown_as_text_with_links(demo):
    mail = OutboxMailFactory(text="Guten Tag <b>\nhttp://localhost:8000/l/x/")

    shown = mail_demo.shown(mail)

    assert "&lt;b&gt;" in shown
    assert 'href="/l/x/"' in shown


def test_the_page_shows_the_codes_other_rooms_offer(demo, client, monkeypatch):
    monkeypatch.setattr(mail_demo, "_hints", [lambda: [("ada@example.org", "123456")]])

    assert "123456" in client.get(reverse("lib:outbox-demo")).content.decode()


def test_the_page_filters_by_person(demo, client):
    write()
    write(to="noor@example.org", context={"name": "Noor", "link": LINK})

    page = client.get(reverse("lib:outbox-demo"), {"an": "noor@example.org"}).content.decode()

    assert "Mira" not in page


@pytest.mark.parametrize("name", ["lib:outbox-demo", "lib:mail-as-it-arrives"])
def test_outside_the_demo_there_is_no_such_page(client, name):
    mail = OutboxMailFactory(html="<p>x</p>")
    args = [mail.uid] if name.endswith("arrives") else []
    client.force_login(MembershipFactory(role=Role.OPERATOR, network=None).user)

    assert client.get(reverse(name, args=args)).status_code == 404
    assert mail_demo.demo_hints() == []
