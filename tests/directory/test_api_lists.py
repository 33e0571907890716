"""Lists for programs: the words of the pages, their answers to wrong ones, pages, shapes as described."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from rest_framework import serializers

from coordination.accounts.models import Membership
from coordination.api import NOUNS
from coordination.directory.api.shapes import ContactShort
from coordination.lib.levels import Level
from tests.api import Program, is_problem
from tests.factories.directory import (
    AffiliationFactory,
    AgreementFactory,
    ContactPointFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(network):
    school = InstitutionTypeFactory(code="school", name="Schule", short_name="Schule")
    for name, more in (("Arche", {}), ("Birke", {"type": school}), ("Cäcilia", {"city": "Troisdorf"})):
        institution = InstitutionFactory(name=f"Haus {name}", **more)
        ListingFactory(institution=institution, network=network, level=Level.NETWORK)
        ContactPointFactory(institution=institution, network=network, level=Level.NETWORK)
        AffiliationFactory(institution=institution, network=network)
        ServiceFactory(provider=institution, network=network)
        AgreementFactory(institution=institution, network=network)


def names(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["name"] for row in response.json()["results"]]


def test_lists_take_the_words_of_the_pages(three, ada):
    program = Program(ada)

    assert names(program.get("institutions?art=school")) == ["Haus Birke"]
    assert names(program.get("institutions?q=caecilia")) == ["Haus Cäcilia"]
    assert names(program.get("institutions?sort=-name&page_size=2")) == ["Haus Cäcilia", "Haus Birke"]
    assert names(program.get("institutions?aktualitaet=none&gemeinde=keine")) == [
        "Haus Arche",
        "Haus Birke",
        "Haus Cäcilia",
    ]


def test_pages_lead_to_each_other(three, ada):
    program = Program(ada)
    first = program.get("institutions?page_size=2").json()
    second = program.get(first["next"]).json()

    assert (first["count"], first["pages"], first["previous"]) == (3, 2, None)
    assert (len(second["results"]), second["next"]) == (1, None)


def test_the_number_of_contacts_follows_changes_and_rights(three, ada, mira, network):
    """It is kept until something changes, under the roles of who asks and the words of the question."""
    program, other = Program(ada), Program(mira)

    def counts() -> tuple[int, int, int]:
        asked = (
            "contact-points",
            "contact-points?kind=phone&page_size=1",
            "contact-points?level=coordination",
        )
        return tuple(program.get(each).json()["count"] for each in asked)

    before = counts()
    assert counts() == before
    house = InstitutionFactory(name="Haus Distel")
    ListingFactory(institution=house, network=network, level=Level.COORDINATION)
    ContactPointFactory(institution=house, network=network, level=Level.COORDINATION)

    assert counts() == tuple(number + 1 for number in before)
    assert other.get("contact-points").json()["count"] == before[0]
    Membership.objects.get(user=ada).delete()
    assert program.get("contact-points").status_code == 403


@pytest.mark.parametrize(
    ("address", "status", "code", "parameter"),
    [
        ("institutions?page=1000000000", 404, "no_such_page", ""),
        ("institutions?page=1000000000000000", 400, "not_a_number", "page"),
        ("institutions?page=0", 400, "not_a_number", "page"),
        ("institutions?page=²", 400, "not_a_number", "page"),
        ("institutions?page_size=1001", 400, "too_large", "page_size"),
        ("institutions?sort=search_text", 400, "unknown_value", "sort"),
        ("institutions?notes=x", 400, "unknown_parameter", "notes"),
        ("institutions?listings__notes=x", 400, "unknown_parameter", "listings__notes"),
        ("institutions?art=raumschiff", 400, "unknown_value", "art"),
        ("institutions?netzwerk=fremd", 400, "unknown_parameter", "netzwerk"),
        ("institutions?q=" + "x" * 10_000, 400, "too_long", "q"),
        ("institutions?q=%00", 400, "impossible_sign", "q"),
        ("affiliations?institution=1", 400, "wrong_value", "institution"),
        ("affiliations?on=31.12.2026", 400, "wrong_value", "on"),
        ("contact-points?kind=rohrpost", 400, "unknown_value", "kind"),
        ("municipalities?q=%00", 400, "impossible_sign", "q"),
        ("audit?did=alles", 400, "unknown_value", "did"),
        ("search", 400, "required", "q"),
        ("search?q=kita&page_size=1000", 400, "too_large", "page_size"),
        ("institutions/keine-nummer", 404, "not_found", ""),
        ("gibt/es/nicht", 404, "not_found", ""),
    ],
)  # fmt: skip
def test_a_wrong_word_is_named(address, status, code, parameter, three, ada):
    problem = is_problem(Program(ada).get(address), status, code)

    assert [error["parameter"] for error in problem.get("errors", [])] == [parameter] * bool(parameter)


def test_a_filter_that_is_not_for_somebody_is_as_unknown_as_any(three, lang):
    hidden = is_problem(
        Program(lang).get("institutions?vereinbarung=valid", Accept_Language="en"), 400, "unknown_parameter"
    )
    nonsense = is_problem(
        Program(lang).get("institutions?unsinn=valid", Accept_Language="en"), 400, "unknown_parameter"
    )

    assert "vereinbarung" not in hidden["detail"].replace("„vereinbarung“", "").replace("“vereinbarung”", "")
    assert hidden["detail"].split("Known")[-1] == nonsense["detail"].split("Known")[-1]


def test_percent_and_backslash_are_letters_like_others(three, ada):
    for text in ("%25", "%5C", "_", "%25%25%25%25", "%27%22%3B--"):
        assert names(Program(ada).get(f"institutions?q={text}")) == []


def test_affiliations_contacts_and_agreements_are_found_by_what_they_belong_to(three, ada):
    program = Program(ada)
    uid = program.get("institutions?q=arche").json()["results"][0]["uid"]

    for noun in ("affiliations", "contact-points", "agreements"):
        assert program.get(f"{noun}?institution={uid}").json()["count"] == 1, noun
        assert program.get(f"{noun}?institution={uuid.uuid4()}").json()["count"] == 0, noun
    assert program.get("affiliations?on=2026-01-01&is_contact=false").json()["count"] == 3
    assert program.get(f"agreements?valid_on={dt.date(2025, 1, 1)}").json()["count"] == 0
    assert program.get("contact-points?level=network&kind=phone").json()["count"] == 3


def described(shape: serializers.Serializer) -> set[str]:
    return {name for name, field in shape.fields.items() if not field.write_only}


@pytest.mark.parametrize(
    "noun", ["institutions", "people", "affiliations", "services", "contact-points", "agreements"]
)
def test_a_row_holds_what_the_description_says(noun, three, ada):
    program = Program(ada)
    row = program.get(noun).json()["results"][0]

    assert set(row) == described(NOUNS[noun]().get_serializer_class()())
    if "contacts" in row:
        assert all(set(contact) == described(ContactShort()) for contact in row["contacts"])
    assert program.get(f"{noun}/{row['uid']}").json() == row


def test_what_nobody_kept_is_kept_by_no_cache(three, ada, client):
    tokened = Program(ada).get("institutions")
    client.force_login(ada)
    signed_in = client.get("/api/v1/institutions")

    for response in (tokened, signed_in, Program().get("institutions")):
        assert "no-store" in response["Cache-Control"]
        assert {"Authorization", "Cookie", "Accept-Language"} <= set(response["Vary"].split(", "))
        assert "Access-Control-Allow-Origin" not in response


def test_head_and_options_say_what_get_does_without_a_body(three, ada):
    program = Program(ada)
    head, options = program.send("head", "institutions"), program.send("options", "institutions")

    assert (head.status_code, head.content) == (200, b"")
    assert (options.status_code, options["Allow"]) == (204, "GET, POST, HEAD, OPTIONS")


def test_sentences_come_in_the_language_that_is_asked_for(ada):
    program = Program(ada)
    german, english = (
        program.get("institutions?page=0"),
        program.get("institutions?page=0", Accept_Language="en"),
    )

    assert german["Content-Language"] == "de"
    assert english["Content-Language"] == "en"
    assert "whole number" in english.json()["detail"]
