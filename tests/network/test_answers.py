"""The page of answers: plain words from measures, for those who read the whole network."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.roles import Role
from coordination.lib.levels import Level
from network import loading, results
from network.models import AppointmentInstitution, GraphResult
from tests.factories.accounts import MembershipFactory
from tests.factories.network_graph import listed, tied
from tests.factories.network_multipliers import AppointmentFactory, BriefingFactory, RelayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    loading.forget()


@pytest.fixture
def chain(network):
    """Two triangles that hang together by one institution in the middle."""
    houses = [listed(network, f"Haus {number}", city="Ort", part="Spich") for number in range(7)]
    tied(
        network,
        *[(houses[one], houses[other]) for one, other in ((0, 1), (1, 2), (0, 2), (2, 3), (3, 4))],
        *[(houses[one], houses[other]) for one, other in ((4, 5), (5, 6), (4, 6))],
        valid_from=timezone.localdate() - dt.timedelta(days=100),
    )
    return houses


def asked(client, user, **query):
    client.force_login(user)
    return client.get(reverse("network:answers"), query)


def test_who_it_hangs_on_is_named_with_who_could_stand_in(client, ada, chain):
    context = asked(client, ada).context

    named = {one["at"]["name"]: one for one in context["breaks"]}
    assert set(named) == {"Haus 2", "Haus 3", "Haus 4"}
    assert named["Haus 3"]["lost"] == 3
    assert named["Haus 3"]["backups"]
    assert all(one["why"] for one in named["Haus 3"]["backups"])
    assert [(one["a"]["name"], one["b"]["name"], one["hangs"]) for one in context["bridges"]] == [
        ("Haus 2", "Haus 3", 3),
        ("Haus 3", "Haus 4", 3),
    ]
    assert context["brokers"][0]["at"]["name"] == "Haus 3"


def test_whom_to_win_next_comes_with_its_proof(client, ada, network, chain):
    AppointmentFactory(network=network, at=chain[0])

    context = asked(client, ada).context

    assert context["found"]["reached"] == 3
    assert [(one["at"]["name"], one["gains"], one["next_best"]) for one in context["win"]] == [
        ("Haus 4", 4, 3)
    ]


def test_if_somebody_leaves(client, ada, chain):
    said = asked(client, ada, ohne="Haus 3").context["without"]

    assert (said["ties"], said["count"]) == (2, 3)
    assert {one["name"] for one in said["lost"]} in (
        {"Haus 0", "Haus 1", "Haus 2"},
        {"Haus 4", "Haus 5", "Haus 6"},
    )


def test_if_a_multiplier_leaves_on_a_day(client, ada, network, chain):
    today = timezone.localdate()
    held = AppointmentFactory(network=network, at=chain[0], valid_until=today + dt.timedelta(days=200))
    AppointmentInstitution(appointment=held, institution=chain[1]).save()
    chain[3].parent = chain[4]
    chain[3].save()
    AppointmentInstitution(appointment=held, institution=chain[3]).save()
    other = AppointmentFactory(network=network, at=chain[4])
    deputy = AppointmentFactory(network=network, at=chain[1], at__role="deputy")
    RelayFactory(appointment=held, briefing=BriefingFactory(network=network), institution=chain[0])
    day = (today + dt.timedelta(days=20)).strftime("%d.%m.%Y")

    leaver = asked(client, ada, wer=str(held.uid), am=day).context["leaver"]
    found = {one["at"]["name"]: one for one in leaver["after"]}

    assert (leaver["said"].lost, leaver["said"].open_relays) == (1, 1)
    assert found["Haus 0"]["is_lost"]
    assert found["Haus 1"]["by"] == deputy
    assert (found["Haus 3"]["by"], found["Haus 3"]["through"]["name"]) == (other, "Haus 4")


def test_a_multiplier_of_elsewhere_is_no_choice(client, ada, network, other_network, chain):
    foreign = AppointmentFactory(network=other_network)

    page = asked(client, ada, wer=str(foreign.uid))

    assert "leaver" not in page.context
    assert page.context["form"].errors["wer"]


def test_who_can_introduce_me_over_the_freshest_ties(client, ada, network, chain):
    detour = listed(network, "Umweg")
    today = timezone.localdate()
    tied(network, (chain[2], detour), (detour, chain[4]), valid_from=today)

    hops = asked(client, ada, von="Haus 0", zu="Haus 6").context["way"]["hops"]

    assert [hop["to"]["name"] for hop in hops] == ["Haus 2", "Umweg", "Haus 4", "Haus 6"]
    assert hops[1]["since"] == today


def test_no_way_and_the_same_are_said(client, ada, network, chain):
    listed(network, "Insel")

    assert asked(client, ada, von="Haus 0", zu="Insel").context["way"]["hops"] == []
    assert asked(client, ada, von="Haus 0", zu="Haus 0").context["way"]["same"]


def test_two_days_are_compared(client, ada, network, chain):
    today = timezone.localdate()
    tied(network, (chain[0], chain[6]), valid_from=today - dt.timedelta(days=3))
    AppointmentFactory(network=network, at=chain[0], valid_until=today + dt.timedelta(days=20))
    earlier = (today - dt.timedelta(days=10)).strftime("%d.%m.%Y")
    later = (today + dt.timedelta(days=30)).strftime("%d.%m.%Y")

    before = asked(client, ada, vergleich=earlier).context["compared"]
    after = asked(client, ada, vergleich=later).context["compared"]

    assert [{one["name"] for one in pair} for pair in before["ties_new"]] == [{"Haus 0", "Haus 6"}]
    assert [one["name"] for one in after["gaps_new"]] == ["Haus 0"]


def test_what_a_comparison_does_not_name_it_counts(client, ada, network, chain, monkeypatch):
    monkeypatch.setattr("network.views.answers.SHOWN", 1)
    for house in (chain[0], chain[2]):
        AppointmentFactory(
            network=network, at=house, valid_until=timezone.localdate() + dt.timedelta(days=20)
        )
    later = (timezone.localdate() + dt.timedelta(days=30)).strftime("%d.%m.%Y")

    page = asked(client, ada, vergleich=later)

    assert page.context["compared"]["more"] == {
        "ties_new": 0,
        "ties_gone": 0,
        "gaps_new": 1,
        "gaps_closed": 0,
    }
    text = " ".join(page.content.decode().split())
    assert "<ul> <li>Haus 0</li>" in text
    assert "und 1 weitere" in text


def test_contacts_between_kinds_are_counted(client, ada, chain):
    context = asked(client, ada).context

    assert sum(sum(row) for row in context["found"]["contacts"]) == 8
    assert len(context["matrix"]) == 7


@pytest.mark.parametrize(
    "query",
    [
        {"ohne": "Gibt es nicht"},
        {"von": "<b>", "zu": "x" * 400},
        {"vergleich": "gestern"},
        {"vergleich": "1.1.0001"},
        {"von": "Haus 0"},
    ],
)
def test_questions_without_an_answer_break_nothing(client, ada, chain, query):
    assert asked(client, ada, **query).status_code == 200


@pytest.mark.parametrize("count", [0, 1, 2])
def test_small_networks_have_answers_too(client, ada, network, count):
    for number in range(count):
        listed(network, f"Haus {number}")

    assert asked(client, ada).status_code == 200


def test_hidden_names_stay_hidden_in_what_is_kept(network, chain, client, ada):
    """Results hold ids alone; names are those the reader sees."""
    listed(network, "Geheimhaus", level=Level.COORDINATION)

    found, _stand = results.fresh_result(reading(ada))

    assert "Geheimhaus" not in str(found)
    assert "Haus 3" not in str(found)


def reading(user):
    from network.reading import reading_of

    return reading_of(user, timezone.localdate())


def test_large_networks_are_computed_in_the_background(client, ada, network, chain, monkeypatch):
    monkeypatch.setattr(results, "AT_ONCE", 5)
    before = asked(client, ada)
    assert before.context["found"] is None

    client.post(reverse("network:answers"))
    row = GraphResult.objects.get()
    after = asked(client, ada)
    assert (after.context["found"]["cut_points"], after.context["stand"]["is_new"]) == (3, True)
    assert after.context["stand"]["at"] == row.computed_at

    tied(network, (chain[0], chain[6]))
    assert not asked(client, ada).context["stand"]["is_new"]
    client.post(reverse("network:answers"))
    assert GraphResult.objects.get().found["cut_points"] == 0


@pytest.mark.parametrize("role", [Role.MULTIPLIER, Role.INSTITUTION_EDITOR, Role.PROFESSIONAL])
def test_who_sees_only_a_part_gets_no_measures_over_the_whole(client, role, network, chain):
    user = MembershipFactory(role=role, network=network).user

    assert asked(client, user).status_code in {403, 404}
    assert client.post(reverse("network:answers")).status_code in {403, 404}


def test_the_auditor_reads_and_computes(client, auditor, chain):
    assert asked(client, auditor).status_code == 200


def test_the_answers_ask_the_database_the_same_for_any_number(
    client, ada, chain, django_assert_max_num_queries
):
    asked(client, ada)
    loading.forget()
    with django_assert_max_num_queries(18):
        client.get(reverse("network:answers"))
