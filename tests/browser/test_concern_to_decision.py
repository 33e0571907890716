"""A whole concern in the browser: raised by a form, on the agenda, decided, a task, the answer in everybody's mail."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.lib.models import OutboxMail
from meetings.models import Decision, Meeting, Minutes, Task
from meetings.services.minutes import write_minutes
from network.models import Concern
from network.services import concerns
from tests.factories.directory import AffiliationFactory, InstitutionFactory, ListingFactory, PersonFactory
from tests.factories.meetings_groups import GroupFactory, MeetingFactory, at, seat_for


def signed_in(browser, live_server, user):
    client = Client()
    client.force_login(user)
    context = browser.new_context(locale="de-DE")
    context.add_cookies(
        [{"name": "sitzung", "value": client.cookies["sitzung"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.set_default_timeout(60_000)  # a busy machine takes its time
    return page


@pytest.fixture
def kita(network, mira):
    institution = InstitutionFactory(name="Kita Sonnenblume")
    ListingFactory(institution=institution, network=network, level=30)
    person = PersonFactory(user=mira, network=network, last_name="Muster")
    AffiliationFactory(person=person, institution=institution, network=network)
    return institution


@pytest.mark.both_databases
def test_a_concern_is_answered_to_all_who_raised_it(
    live_server, browser, network, ada, ben, mira, lang, kita
):
    group = GroupFactory(network=network, name="Steuerungsgruppe", short="StG")
    seat_for(ada, group, office="secretary", label="Koordination")
    seat_for(ben, group, office="chair", label="Jugendamt")
    meeting = MeetingFactory(group=group, number=1, starts_at=at(3))

    # the multiplier's form
    page = signed_in(browser, live_server, mira)
    page.goto(f"{live_server.url}{reverse('network:concern-add')}")
    page.fill("[name=title]", "Abends ist niemand erreichbar")
    page.fill("[name=text]", "Nach 16 Uhr finden wir keine anonyme Beratung für Fachkräfte.")
    page.locator("main form .kern-btn--primary").last.click()
    page.wait_for_load_state()
    concern = Concern.objects.get()
    concerns.release(by=ada, concern=concern)
    concerns.join(by=lang, concern=concern)

    # onto the agenda, into the meeting
    desk = signed_in(browser, live_server, ada)
    desk.goto(f"{live_server.url}{meeting.get_absolute_url()}")
    desk.locator("form[action$='/aufnehmen/'] button").first.click()
    desk.wait_for_load_state()
    desk.locator("form[action$='/beginnen/'] button").click()
    desk.wait_for_selector("form[data-minutes]")
    for number in range(2):
        desk.locator("select[data-send]").nth(number).select_option("present")
        desk.wait_for_load_state()
    desk.wait_for_selector(".sn-att__select--present >> nth=1")

    # the text is kept while one types
    desk.fill("[name=text]", "Vier Einrichtungen berichten dasselbe.")
    desk.wait_for_selector("#gespeichert use")
    desk.reload()
    assert desk.locator("[name=text]").input_value() == "Vier Einrichtungen berichten dasselbe."

    # somebody else writes meanwhile: what comes back after a reload asks, and replaces nothing
    minute = Minutes.objects.get(text="Vier Einrichtungen berichten dasselbe.")
    write_minutes(by=ben, minutes=minute, text="Fünf Einrichtungen.", version=minute.version)
    desk.fill("[name=text]", "Vier Einrichtungen, alle nachmittags.")
    desk.wait_for_selector("#gespeichert use[href$='#warn']")
    desk.reload()
    desk.wait_for_selector("#gespeichert use[href$='#warn']")
    minute.refresh_from_db()
    assert minute.text == "Fünf Einrichtungen."
    desk.locator("form[data-minutes] button:not([name])").click()
    desk.wait_for_selector(".sn-conflict")
    desk.fill("[name=text]", "Vier Einrichtungen berichten dasselbe.")
    desk.locator("form[data-minutes] button:not([name])").click()
    desk.wait_for_selector("#gespeichert use[href$='#check']")
    minute.refresh_from_db()
    assert minute.text == "Vier Einrichtungen berichten dasselbe."

    desk.locator("a[href$='/beschluss/']").click()
    desk.fill("[name=text]", "Donnerstags bis 19 Uhr wird anonym beraten.")
    for name, number in (("votes_for", "2"), ("votes_against", "0"), ("votes_abstain", "0")):
        desk.fill(f"[name={name}]", number)
    desk.locator("main form .kern-btn--primary").last.click()
    desk.wait_for_selector(".sn-note--decision")
    assert Decision.objects.get().has_quorum

    desk.locator("a[href$='/aufgabe/']").click()
    desk.fill("[name=title]", "Abendtermin bekannt machen")
    desk.select_option("[name=owner]", f"s{group.seats.get(label='Jugendamt').pk}")
    desk.fill("[name=due]", f"{timezone.localdate() + dt.timedelta(days=20):%d.%m.%Y}")
    desk.locator("main form .kern-btn--primary").last.click()
    desk.wait_for_selector(".sn-note--task")
    desk.locator("form[action$='/beenden/'] button").click()
    desk.wait_for_load_state()
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CLOSED

    # the chair finishes the task and gives the answer
    chair = signed_in(browser, live_server, ben)
    chair.goto(f"{live_server.url}{reverse('meetings:task-done', args=[Task.objects.get().uid])}")
    chair.fill("[name=answer]", "Ab sofort donnerstags bis 19 Uhr.")
    chair.locator("main form .kern-btn--primary").last.click()
    chair.wait_for_load_state()

    answers = OutboxMail.objects.filter(text__contains="Ab sofort donnerstags bis 19 Uhr.")
    assert set(answers.values_list("to", flat=True)) == {mira.email, lang.email}
