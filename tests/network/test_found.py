"""Concerns and multipliers in the search: who may not read them does not find them; public figures tell of no few."""

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.scope import forget_scope
from coordination.lib.levels import Level
from coordination.lib.search import true_up, vocabulary
from coordination.lib.search.engine import search
from network.coverage import Row
from network.public_figures import covered
from tests.factories.accounts import UserFactory
from tests.factories.directory import InstitutionFactory, ListingFactory, PersonFactory
from tests.factories.meetings_groups import GroupFactory, seat_for
from tests.factories.network_concerns import ConcernFactory
from tests.factories.network_multipliers import AppointmentFactory, BriefingFactory


@pytest.fixture(autouse=True)
def _own_words():
    vocabulary.forget()
    yield
    vocabulary.forget()


def kinds_found(user, words) -> set[str]:
    forget_scope(user)
    return {found.code for found in search(user, words).groups if found.count}


@pytest.mark.django_db
def test_concerns_and_multipliers_are_found_by_who_may_read_them(ada, mira, noor, network):
    held = ConcernFactory(network=network, title="Zebrastreifen vor der Schule", text="Kormoran")
    silent = AppointmentFactory(
        network=network, is_shown=False, person=PersonFactory(network=network, last_name="Pelikanowski")
    )
    true_up()

    assert kinds_found(ada, "Zebrastreifen") == {"concern"}
    assert "multiplier" in kinds_found(ada, "Pelikanowski")
    for words in ("Zebrastreifen", "Kormoran", "Pelikanowski"):
        assert kinds_found(noor, words) == set()
        assert "concern" not in kinds_found(mira, words)  # nobody has taken the second look yet
        assert "multiplier" not in kinds_found(mira, words)
    held.released_at = timezone.now()
    held.save()
    assert kinds_found(mira, "Zebrastreifen") == {"concern"}
    assert silent.pk


@pytest.mark.django_db(transaction=True)
def test_a_text_taken_out_is_found_no_more(ada, network):
    concern = ConcernFactory(network=network, title="Zebrastreifen", text="Kormoran")
    true_up()

    concern.title, concern.text = "–", "–"
    concern.save(update_fields=["title", "text"])

    assert kinds_found(ada, "Kormoran") == set()


def rows(label, total, spoken, order=1):
    return [Row(label, label, order, "", int(n < spoken)) for n in range(total)]


def test_public_figures_tell_of_no_few():
    told = covered(
        [*rows("Kita", 20, 10), *rows("Schule", 12, 12), *rows("Praxis", 3, 1, 2), *rows("Polizei", 9, 8, 3)]
    )

    # Praxis: three; Polizei: one without. Together with each other they are still told by no share of their own.
    assert [(one.label, one.total, one.percent) for one in told.lines] == [
        ("Kita", 20, 50),
        ("Schule", 12, 100),
    ]
    assert told.all is None  # the difference would tell of the three that have none


def test_small_types_are_told_together_where_they_are_enough():
    told = covered([*rows("Kita", 20, 10), *rows("Praxis", 6, 3, 2), *rows("Verein", 6, 3, 3)])

    assert [(one.label, one.total, one.percent) for one in told.lines] == [("Kita", 20, 50), ("", 12, 50)]
    assert told.all.total == 32


@pytest.mark.django_db
def test_the_public_start_page_leads_to_the_figures(client, network):
    start = client.get(reverse("site:start")).content.decode()
    figures = reverse("net:answers")

    assert figures in start
    assert client.get(figures).status_code == 200


@pytest.mark.django_db
def test_the_kit_of_a_briefing_is_edited_and_nothing_typed_is_lost(client, ada, mira, noor, network):
    briefing = BriefingFactory(network=network, title="Alt", key_points=["Eins", "Zwei"])
    url = reverse("network:briefing-kit", args=[briefing.uid])
    typed = {
        "title": "Neu <b>", "point_1": "Erstens", "point_2": "", "point_3": "Drittens", "body": "", "link": "",
        "mail_text": "Liebe alle", "version": briefing.version,
    }  # fmt: skip
    for reader in (mira, noor):
        client.force_login(reader)
        assert client.post(url, typed).status_code in {403, 404}

    client.force_login(ada)
    assert "Zwei" in client.get(url).content.decode()
    assert client.post(url, typed).status_code == 302
    briefing.refresh_from_db()
    assert (briefing.title, briefing.key_points, briefing.mail_text) == (
        "Neu <b>", ["Erstens", "Drittens"], "Liebe alle",
    )  # fmt: skip

    late = client.post(url, typed | {"title": "Später"})  # with the version read before
    page = late.content.decode()
    assert "Neu &lt;b&gt;" in page  # what stands there now
    assert 'value="Später"' in page  # what was typed
    assert f'value="{briefing.version}"' in page
    assert client.post(url, typed | {"title": "", "point_1": ""}).status_code == 200


@pytest.mark.django_db
def test_the_name_of_a_hidden_institution_does_not_tell_who_speaks_for_it(client, network):
    """The chair of a group reads the list of multipliers, and no institution of the coordination alone."""
    chair = UserFactory()
    seat_for(chair, GroupFactory(network=network), office="chair")
    shelter, kita = InstitutionFactory(name="Zufluchthaus"), InstitutionFactory(name="Kita Sonnenblume")
    for house, level in ((shelter, Level.COORDINATION), (kita, Level.NETWORK)):
        ListingFactory(institution=house, network=network, level=level)
        AppointmentFactory(network=network, at=house, person__last_name=f"Stimme{level}")
    client.force_login(chair)
    page = reverse("network:appointment-list")

    assert "Stimme30" in client.get(page, {"q": "Sonnenblume"}).content.decode()
    assert "Stimme40" in client.get(page).content.decode()
    assert "Stimme40" not in client.get(page, {"q": "Zufluchthaus"}).content.decode()
