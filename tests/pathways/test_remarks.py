"""Remarks on drafts: who is asked, who reads, who settles; others learn nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from coordination.lib.errors import RuleBroken
from coordination.lib.models import OutboxMail
from coordination.pathways.models import Remark, Reviewer
from coordination.pathways.services import remarks
from coordination.pathways.worklist_finder import waiting
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.pathways import pathway

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(network):
    return pathway(network)


def url(name, thing):
    return reverse(f"pathways:{name}", args=[thing.uid])


def test_a_member_who_is_asked_gets_a_mail_and_remarks_on_a_step(client, network, draft, ada, mira):
    client.force_login(mira)
    assert client.get(url("remarks", draft)).status_code == 404
    client.force_login(ada)
    assert client.post(url("reviewer-ask", draft), {"user": mira.uid}).status_code == 302
    assert draft.title in OutboxMail.objects.get(to=mira.email).text
    client.force_login(mira)
    page = client.get(url("remarks", draft), {"schritt": "mitteilung"})
    assert page.context["form"].initial["step"] == "mitteilung"
    assert page.context["ask"] is None
    answer = client.post(url("remarks", draft), {"step": "mitteilung", "text": "Hier fehlt der Bogen."})
    assert answer.status_code == 302
    made = Remark.objects.get()
    assert (made.author, made.step_code) == (mira, "mitteilung")
    assert client.get(draft.get_absolute_url()).status_code == 404  # nothing else opens
    client.force_login(ada)
    assert "Hier fehlt der Bogen." in client.get(url("remarks", draft)).content.decode()
    client.post(url("remark-settle", made))
    assert Remark.objects.unsettled().count() == 0
    assert client.post(url("remark-settle", made)).status_code == 404


def test_who_is_not_asked_any_more_reads_no_further_and_the_remarks_stay(client, draft, ada, mira):
    asked = remarks.ask(by=ada, pathway=draft, user=mira)
    remarks.remark(by=mira, pathway=draft, text="Gut so.")
    client.force_login(ada)
    assert client.post(url("reviewer-withdraw", asked)).status_code == 302
    client.force_login(mira)
    assert client.get(url("remarks", draft)).status_code == 404
    assert Remark.objects.visible_to(mira).count() == 0
    assert Remark.objects.visible_to(ada).count() == 1
    with pytest.raises(PermissionDenied):
        remarks.remark(by=mira, pathway=draft, text="Noch etwas.")


def test_a_membership_that_has_ended_closes_the_draft(draft, ada, mira, network):
    remarks.ask(by=ada, pathway=draft, user=mira)
    mira.memberships.all().delete()
    from coordination.accounts.scope import forget_scope

    forget_scope(mira)
    with pytest.raises(PermissionDenied):
        remarks.remark(by=mira, pathway=draft, text="Noch etwas.")


def test_other_networks_and_other_roles_learn_nothing(client, network, draft, ada, noor, lang, auditor):
    asked = remarks.ask(
        by=ada, pathway=draft, user=MembershipFactory(network=network, role="multiplier").user
    )
    made = remarks.remark(by=ada, pathway=draft, text="Geheime Anmerkung")
    client.force_login(noor)
    for name, thing in (("remark-settle", made), ("reviewer-withdraw", asked), ("reviewer-ask", draft)):
        assert client.post(url(name, thing)).status_code == 404
    assert client.get(url("remarks", draft)).status_code == 404
    client.force_login(lang)
    assert client.get(url("remarks", draft)).status_code == 403
    client.force_login(auditor)
    assert "Geheime Anmerkung" in client.get(url("remarks", draft)).content.decode()
    assert client.post(url("remark-settle", made)).status_code == 403
    assert client.post(url("reviewer-ask", draft)).status_code == 403


def test_who_is_asked_and_who_edits_find_it_on_their_lists(draft, ada, mira, noor):
    remarks.ask(by=ada, pathway=draft, user=mira)
    assert [one.url for one in waiting(mira)] == [url("remarks", draft)]
    assert list(waiting(ada)) == list(waiting(noor)) == []
    made = remarks.remark(by=mira, pathway=draft, text="Gut so.")
    assert list(waiting(mira)) == list(waiting(noor)) == []
    assert [one.url for one in waiting(ada)] == [url("remarks", draft)]
    remarks.settle(by=mira, remark=made)
    assert list(waiting(ada)) == []


def test_only_members_are_asked_and_each_once(draft, ada, noor, mira, lang):
    with pytest.raises(RuleBroken):
        remarks.ask(by=ada, pathway=draft, user=noor)
    with pytest.raises(RuleBroken):
        remarks.ask(by=ada, pathway=draft, user=UserFactory())
    remarks.ask(by=ada, pathway=draft, user=mira)
    remarks.ask(by=ada, pathway=draft, user=mira)
    assert Reviewer.objects.count() == OutboxMail.objects.filter(to=mira.email).count() == 1
    assert mira not in remarks.members(draft)
    assert lang not in remarks.members(draft)  # her role reads no drafts


@pytest.mark.parametrize(
    "words",
    [{}, {"text": ""}, {"text": "x" * 2001}, {"text": "ok", "step": "gibt-es-nicht"}, {"text": "\x00"}],
)
def test_bad_input_is_asked_back_and_nothing_is_kept(client, draft, ada, words):
    client.force_login(ada)
    answer = client.post(url("remarks", draft), words)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Remark.objects.exists()


def test_markup_is_shown_as_text_and_a_removed_step_keeps_its_remarks(client, draft, ada):
    remarks.remark(by=ada, pathway=draft, text="<script>alert(1)</script>", step_code="ende")
    draft.steps.get(code="ende").delete()
    client.force_login(ada)
    page = client.get(url("remarks", draft))
    assert [one.step_code for one in page.context["whole"]] == ["ende"]
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_more_remarks_ask_the_database_equally_often(
    client, draft, ada, network, rows, django_assert_num_queries
):
    for _row in range(rows):
        member = MembershipFactory(network=network, role="multiplier").user
        remarks.ask(by=ada, pathway=draft, user=member)
        remarks.remark(by=member, pathway=draft, text="Eine Anmerkung.")
    client.force_login(ada)
    client.get(url("remarks", draft))
    with django_assert_num_queries(12):
        client.get(url("remarks", draft))
