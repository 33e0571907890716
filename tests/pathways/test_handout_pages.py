"""Pages of handouts: public ones behind a code, the register with its rights, what waits, the interface."""

import datetime as dt
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.models import ContactPoint
from coordination.lib import codes
from coordination.pathways.models import Handout
from coordination.pathways.personal_handouts import PERIODS
from coordination.pathways.services import handouts
from coordination.pathways.tasks import check_handouts
from coordination.pathways.worklist_handouts import waiting
from tests.api import Program
from tests.factories.hours import CatchmentPartFactory, service
from tests.factories.pathways import pathway, published
from tests.factories.places import place
from tests.pathways.test_handouts import OLD, change_number, currency_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(network):
    made = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=made)
    return made


@pytest.fixture
def released(network, town, ada, ben):
    service(network, osm="24/7")
    return published(pathway(network), by=ada, second=ben)


def circulate(released, town, n=1):
    """Handouts of one content in several formats and parts of the town."""
    from coordination.directory.catchment import Place

    formats = Handout.Format.values
    return [
        handouts.issue(
            by=None, release=released, place=Place(town, "53840", f"{k // 6 or ''}"), format=formats[k % 6]
        )
        for k in range(n)
    ]


# --- Public -----------------------------------------------------------------------------------------------------------
def test_the_pathway_page_leads_to_every_format_of_the_place(client, released):
    page = client.get(reverse("ways:detail", args=["schule"]), {"plz": "53840"}).content.decode()
    for kind in Handout.Format.values:
        assert f"format={kind}" in page
    plain = client.get(reverse("ways:detail", args=["schule"])).content.decode()
    assert reverse("ways:handout", args=["schule"]) in plain
    assert "format=" not in plain


def test_a_link_may_name_the_town_although_the_postcode_has_only_one(client, released):
    result = client.get(reverse("ways:finder-way", args=["schule"]), {"akut": "nein", "plz": "53840"})
    found = re.findall(r'href="(/mitteilungswege/[^"]*ort=05382068[^"]*)"', result.content.decode())
    links = [link for link in found if not link.startswith(reverse("ways:finder-way", args=["schule"]))]
    assert len(links) > 1  # the handout and the whole pathway
    for link in links:
        page = client.get(unescape(link)).content.decode()
        assert "format=flow" in page, link


@pytest.mark.parametrize(
    "query", [{}, {"plz": "5384"}, {"plz": "99999"}, {"plz": "53840"}, {"plz": "A-1010"}]
)
def test_the_choice_of_formats_asks_kindly(client, released, query):
    answer = client.get(reverse("ways:handout", args=["schule"]), query)
    assert answer.status_code == 200
    assert ("format=flow" in answer.content.decode()) == (query == {"plz": "53840"})
    assert not Handout.objects.exists()


def test_an_unknown_format_and_a_foreign_place_print_nothing(client, released):
    place("50667", "05315000", "Köln")
    url = reverse("ways:handout", args=["schule"])
    assert client.get(url, {"plz": "53840", "format": "tattoo"}).status_code == 200
    foreign = client.get(url, {"plz": "50667", "format": "flow"})
    assert foreign["Content-Type"].startswith("text/html")
    assert "plz" in foreign.context["form"].errors
    assert client.get(reverse("ways:handout", args=["nirgends"])).status_code == 404
    assert not Handout.objects.exists()


def test_where_a_town_is_shared_its_parts_can_be_chosen(client, released, town):
    from coordination.directory.models import Service

    CatchmentPartFactory(service=Service.objects.get(), municipality=town, part="Spich")
    page = client.get(reverse("ways:handout", args=["schule"]), {"plz": "53840"})
    assert "Spich" in page.content.decode()


def test_a_typo_in_the_code_is_told_as_such(client, released, town):
    (handout,) = circulate(released, town)
    right = handout.code
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")

    for typed in (wrong, right[:5], "<b>", "ÄÖÜ"):
        answer = client.get(reverse("ways:currency", args=[typed]))
        assert answer.status_code == 404
        assert answer.context["complaint"]
        assert "<b>" not in answer.content.decode().split("<main")[1].split("</main>")[0].replace("<b>K", "")
    unknown = next(code for code in iter(codes.new, None) if code != right)
    assert client.get(reverse("ways:currency", args=[unknown])).context["complaint"]
    assert client.get(currency_page(handout).lower()).status_code in {200, 404}
    assert client.get(reverse("ways:code"), {"code": codes.shown(right).lower()}).url == currency_page(
        handout
    )
    assert client.get(reverse("ways:code"), {"code": wrong}).context["complaint"]


def test_the_page_behind_a_code_is_asked_for_anew_each_time_and_sets_no_cookie(client, released, town):
    (handout,) = circulate(released, town)
    first = client.get(currency_page(handout))
    assert first["Cache-Control"] == "public, no-cache"
    assert not first.cookies
    again = client.get(currency_page(handout), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    handout.refresh_from_db()
    assert (handout.views, handout.last_seen_on) == (2, timezone.localdate())
    english = client.get(f"/en{currency_page(handout)}")
    assert english.status_code == 200


def test_programs_read_the_same_behind_the_code(client, released, town):
    (handout,) = circulate(released, town)
    url = reverse("ways:currency-data", args=[handout.shown])
    assert client.get(url).json()["state"] == "current"
    change_number()
    told = client.get(url).json()
    assert told["state"] == "outdated"
    assert told["changes"][0]["new"].endswith("222")
    assert client.get(reverse("ways:currency-data", args=["XXXX"])).status_code == 404


def test_the_page_behind_a_code_asks_little(client, released, town, django_assert_max_num_queries):
    (handout,) = circulate(released, town)
    client.get(currency_page(handout))
    with django_assert_max_num_queries(7):
        client.get(currency_page(handout))


# --- The register -----------------------------------------------------------------------------------------------------
def test_the_register_shows_ours_and_nothing_of_others(client, released, town, ada, noor, mira):
    (handout,) = circulate(released, town)
    pages = [("handouts", []), ("handout", [handout.uid]), ("handout-pdf", [handout.uid])]
    acts = ["handout-withdraw", "handout-reissue", "handout-notice"]

    client.force_login(ada)
    assert handout.shown in client.get(reverse("pathways:handouts")).content.decode()
    assert client.get(reverse("pathways:handout", args=[handout.uid])).status_code == 200
    client.force_login(noor)
    assert handout.shown not in client.get(reverse("pathways:handouts")).content.decode()
    for name, args in pages[1:]:
        assert client.get(reverse(f"pathways:{name}", args=args)).status_code == 404
    for name in acts:
        assert (
            client.post(reverse(f"pathways:{name}", args=[handout.uid]), {"reason": "x"}).status_code == 404
        )
    client.force_login(mira)
    assert client.get(reverse("pathways:handout", args=[handout.uid])).status_code == 200
    for name in acts[:2]:
        assert (
            client.post(reverse(f"pathways:{name}", args=[handout.uid]), {"reason": "x"}).status_code == 403
        )
    client.logout()
    assert client.get(reverse("pathways:handouts")).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_asks_the_database_equally_often(
    client, rows, released, town, ada, django_assert_num_queries
):
    made = circulate(released, town, rows)
    handouts.check(made)
    client.force_login(ada)
    client.get(reverse("pathways:handouts"))
    with django_assert_num_queries(10):
        page = client.get(reverse("pathways:handouts"))
    assert page.context["page_obj"].paginator.count == rows


def test_the_register_is_filtered_by_code_place_format_and_state(client, released, town, ada):
    flow, table, _poster = circulate(released, town, 3)
    handouts.withdraw(by=ada, handout=table, reason="Doppelt.")
    client.force_login(ada)

    def found(**query):
        page = client.get(reverse("pathways:handouts"), query).context["page_obj"]
        return {one.format for one in page.object_list}

    assert found() == {"flow", "poster"}
    assert found(format="flow") == found(q=flow.shown.lower()) == {"flow"}
    assert found(stand="withdrawn") == {"table"}
    assert found(q="Troisdorf") == found(q="53840") == {"flow", "poster"}
    assert found(weg=str(released.pathway.uid)) == {"flow", "poster"}
    assert found(format="tattoo", stand="\x00", weg="kein") == {"flow", "poster"}
    assert found(q="Köln") == set()


def test_withdrawing_and_issuing_one_anew_on_its_page(client, released, town, ada):
    one, other = circulate(released, town, 2)
    change_number()
    client.force_login(ada)
    page = client.get(reverse("pathways:handout", args=[one.uid]))
    assert page.context["changes"]
    client.post(reverse("pathways:handout-reissue", args=[one.uid]))
    one.refresh_from_db()
    assert one.replaced_by is not None
    url = reverse("pathways:handout-withdraw", args=[other.uid])
    assert client.post(url, {"reason": ""}).status_code == 200
    assert client.post(url, {"reason": "Doppelt."}).status_code == 302
    other.refresh_from_db()
    assert other.state == "withdrawn"
    assert client.get(reverse("pathways:handout", args=[other.uid])).status_code == 200


def test_what_no_longer_holds_waits_for_the_coordination(released, town, ada, mira, noor):
    circulate(released, town, 2)
    assert list(waiting(ada)) == []
    change_number()
    assert check_handouts() == 2
    (line,) = waiting(ada)
    assert line.url == reverse("pathways:handouts")
    assert list(waiting(mira)) == list(waiting(noor)) == []
    assert check_handouts() == 0


def test_the_interface_lists_ours_and_finds_a_code(released, town, ada, noor):
    (handout,) = circulate(released, town)
    found = Program(ada).get(f"handouts?code={handout.shown}").json()["results"]
    assert [one["uid"] for one in found] == [str(handout.uid)]
    assert Program(ada).get(f"handouts/{handout.uid}").json()["state"] == "current"
    assert Program(ada).get("handouts?code=XX").json()["results"] == []
    assert Program(noor).get("handouts").json()["results"] == []
    assert Program(noor).get(f"handouts/{handout.uid}").status_code == 404


def test_after_years_what_stood_on_an_old_print_is_emptied(client, released, town, network):
    (handout,) = circulate(released, town)
    change_number()
    handouts.check_network(network)
    Handout.objects.filter(pk=handout.pk).update(outdated_at=timezone.now() - dt.timedelta(days=1300))
    period = PERIODS[0]
    due = period.due(lambda _network: timezone.now() - dt.timedelta(days=1096), [network.pk])

    assert period.act(due) == 1
    assert not period.due(lambda _network: timezone.now(), [network.pk]).exists()
    handout.refresh_from_db()
    assert handout.content["contacts"] == []
    assert OLD[-6:] not in str(handout.content)
    assert client.get(currency_page(handout)).context["handout"].state == "outdated"
    assert ContactPoint.objects.exists()
