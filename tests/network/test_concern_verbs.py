"""The verbs of concerns: each hop in order, told to everybody who waits, and nothing of single children."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from coordination.accounts.models import AuditEntry
from coordination.accounts.roles import Role
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import OutboxMail
from network.models import Concern
from network.services import concerns as verbs
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import AffiliationFactory, InstitutionFactory, ListingFactory, PersonFactory
from tests.factories.network_concerns import ConcernFactory

pytestmark = pytest.mark.django_db

CASE = "Lena M., geb. 3.5.2019, kommt oft mit blauen Flecken in die Kita."


@pytest.fixture
def kita(network, mira):
    """The Kita in which Mira works."""
    kita = InstitutionFactory(name="Kita Sonnenblume")
    ListingFactory(institution=kita, network=network, level=Level.PUBLIC)
    AffiliationFactory(
        person=PersonFactory(user=mira, last_name="Muster", network=network),
        institution=kita,
        network=network,
    )
    return kita


@pytest.fixture
def concern(network, kita, mira, ada):
    return verbs.raise_concern(
        by=mira,
        network=network,
        institution=kita,
        title="Rückmeldung nach einer Mitteilung",
        text="Wir erfahren nach einer Mitteilung oft wochenlang nichts.",
    )


def mails() -> list[tuple[str, str]]:
    found = [
        (mail.to, mail.template.rpartition("/")[2])
        for mail in OutboxMail.objects.order_by("created_at", "id")
    ]
    OutboxMail.objects.all().delete()
    return found


def test_raising_tells_the_coordination_and_waits(concern, ada, kita):
    assert mails() == [(ada.email, "concern_raised")]
    assert list(Concern.objects.waiting()) == [concern]
    assert [step.kind for step in concern.steps.all()] == ["raised"]
    assert AuditEntry.objects.filter(did="concern", to_uid=concern.uid, detail="raised").count() == 1


def test_a_concern_without_a_title_takes_its_first_words(network, kita, mira):
    concern = verbs.raise_concern(by=mira, network=network, institution=kita, text="Zu wenig Termine.\nSehr.")

    assert concern.title == "Zu wenig Termine."


def test_the_whole_way_is_told_to_author_and_those_who_joined(concern, ada, ben, mira, lang, network):
    verbs.release(by=ada, concern=concern)
    verbs.join(by=lang, concern=concern)
    mails()

    verbs.take_up(by=ada, concern=concern)
    verbs.promise(by=ada, concern=concern, day=timezone.localdate() + dt.timedelta(days=30))
    verbs.put_on_agenda(
        by=ada, concern=concern, group_name="Steuerungsgruppe", meeting_on=dt.date(2027, 1, 12)
    )
    verbs.decided(by=ben, concern=concern, decision="Es gibt eine feste Ansprechstelle.", publish=True)
    verbs.answer_back(by=ben, concern=concern, answer="Ab Februar gibt es eine feste Ansprechstelle.")

    concern.refresh_from_db()
    assert concern.state == "answered"
    assert concern.is_public
    assert mails() == [(mira.email, "concern_hop"), (lang.email, "concern_hop")] * 5
    kinds = ["raised", "released", "taken_up", "promised", "with_group", "decided", "answered"]
    assert [step.kind for step in concern.steps.all()] == kinds


def test_who_acts_is_not_told_what_they_did(concern, ada, network):
    own = ConcernFactory(network=network, raised_by=ada)
    mails()

    verbs.take_up(by=ada, concern=own)

    assert mails() == []


def test_a_declined_concern_says_why(concern, ada, mira):
    mails()

    verbs.decline(by=ada, concern=concern, reason="Das regelt das Land.")

    concern.refresh_from_db()
    assert (concern.state, concern.reason) == ("declined", "Das regelt das Land.")
    assert mails() == [(mira.email, "concern_hop")]


@pytest.mark.parametrize(
    ("text", "title"),
    [(CASE, ""), ("Die Wartezeit ist zu lang.", "Lena M., geb. 3.5.2019, wartet zu lange")],
)
def test_a_childs_name_and_birthday_are_held(network, kita, mira, text, title):
    with pytest.raises(RuleBroken) as broken:
        verbs.raise_concern(by=mira, network=network, institution=kita, text=text, title=title)

    assert broken.value.code == "case_data"
    assert not Concern.objects.exists()
    assert not OutboxMail.objects.exists()


def test_who_says_it_is_no_case_is_heard_but_waits_for_the_second_look(network, kita, mira, lang):
    concern = verbs.raise_concern(by=mira, network=network, institution=kita, text=CASE, no_case="invented")

    assert concern.no_case == "invented"
    assert not concern.is_released
    assert not Concern.objects.visible_to(lang).exists()


def test_an_answer_to_the_hint_is_not_kept_where_nothing_was_found(network, kita, mira):
    concern = verbs.raise_concern(
        by=mira, network=network, institution=kita, text="Zu wenig Plätze.", no_case="structure"
    )

    assert concern.no_case == ""


@pytest.mark.parametrize("verb", ["answer_back", "decided", "decline"])
def test_answers_tell_of_no_child_either(concern, ada, verb):
    verbs.take_up(by=ada, concern=concern)
    words = {"answer_back": "answer", "decided": "decision", "decline": "reason"}[verb]

    with pytest.raises(RuleBroken) as broken:
        getattr(verbs, verb)(by=ada, concern=concern, **{words: CASE})

    assert broken.value.code == "case_data"


def test_wrong_turns_are_told(concern, ada, mira, network):
    wrong = {
        "own": lambda: verbs.join(by=mira, concern=concern),
        "past": lambda: verbs.promise(by=ada, concern=concern, day=dt.date(2020, 1, 1)),
        "too_far": lambda: verbs.promise(by=ada, concern=concern, day=dt.date(2099, 1, 1)),
        "not_taken_up": lambda: verbs.decided(by=ada, concern=concern, decision="Ja"),
        "answer_missing": lambda: verbs.answer_back(by=ada, concern=concern, answer="  "),
        "reason_missing": lambda: verbs.decline(by=ada, concern=concern, reason=""),
        "group_missing": lambda: verbs.put_on_agenda(
            by=ada, concern=concern, group_name=" ", meeting_on=dt.date(2027, 1, 1)
        ),
    }
    for code, turn in wrong.items():
        with pytest.raises(RuleBroken) as broken:
            turn()
        assert broken.value.code == code


def test_an_answered_concern_stays_answered(concern, ada, lang):
    verbs.answer_back(by=ada, concern=concern, answer="Ja.")

    for turn in (
        lambda: verbs.answer_back(by=ada, concern=concern, answer="Nein."),
        lambda: verbs.decline(by=ada, concern=concern, reason="Nein."),
    ):
        with pytest.raises(RuleBroken) as broken:
            turn()
        assert broken.value.code == "already_answered"


def test_taking_up_twice_is_told(concern, ada, ben):
    verbs.take_up(by=ada, concern=concern)

    with pytest.raises(RuleBroken) as broken:
        verbs.take_up(by=ben, concern=concern)

    assert broken.value.code == "already_taken_up"


def test_joining_twice_changes_nothing(concern, ada, lang):
    verbs.release(by=ada, concern=concern)

    assert verbs.join(by=lang, concern=concern) == verbs.join(by=lang, concern=concern)
    verbs.leave(by=lang, concern=concern)
    assert not concern.supporters.exists()


def test_other_networks_do_nothing_here(concern, noor, kita, network):
    with pytest.raises(PermissionDenied):
        verbs.take_up(by=noor, concern=concern)
    for turn in (
        lambda: verbs.join(by=noor, concern=concern),
        lambda: verbs.answer_back(by=noor, concern=concern, answer="Ja."),
        lambda: verbs.raise_concern(by=noor, network=network, institution=kita, text="Ja"),
    ):
        with pytest.raises(RuleBroken) as broken:
            turn()
        assert broken.value.code == "not_yours"


def test_one_speaks_only_for_institutions_of_the_network(network, mira):
    stranger = InstitutionFactory()

    with pytest.raises(RuleBroken) as broken:
        verbs.raise_concern(by=mira, network=network, institution=stranger, text="Zu wenig Plätze.")

    assert broken.value.code == "not_here"


def test_nobody_releases_the_own_concern(network, ada):
    own = ConcernFactory(network=network, raised_by=ada)

    with pytest.raises(RuleBroken) as broken:
        verbs.release(by=ada, concern=own)

    assert broken.value.code == "four_eyes"


def test_closed_accounts_get_no_mail(concern, ada, mira):
    mails()
    mira.is_active = False
    mira.save()

    verbs.take_up(by=ada, concern=concern)

    assert mails() == []


def test_a_reader_of_state_level_changes_nothing(concern, network):
    state = MembershipFactory(role=Role.STATE, network=None, land=network.land).user

    with pytest.raises(PermissionDenied):
        verbs.take_up(by=state, concern=concern)


def test_a_text_that_slipped_through_goes_for_good(concern, ada, mira):
    told = "Wir erfahren nach einer Mitteilung oft wochenlang nichts."
    verbs.take_up(by=ada, concern=concern)
    verbs.answer_back(by=ada, concern=concern, answer="Bald.")
    assert any(concern.title in mail.text for mail in OutboxMail.objects.all())

    verbs.take_text_out(by=ada, concern=concern)

    concern.refresh_from_db()
    assert (concern.text, concern.answer, concern.state) == ("–", "–", "answered")
    left = [concern.title, concern.search_text, *concern.steps.values_list("text", flat=True)]
    left += [mail.subject + mail.text + mail.html for mail in OutboxMail.objects.all()]
    assert not [text for text in left if told in text or "Rückmeldung" in text or "Bald." in text]
    assert concern.steps.last().kind == "cleaned"


def test_only_the_coordination_takes_a_text_out(concern, mira):
    with pytest.raises(PermissionDenied):
        verbs.take_text_out(by=mira, concern=concern)
