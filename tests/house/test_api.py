"""The description of the interface is valid, whole, and says of every address what can go wrong there."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from coordination.api import NOUNS, SINGLE, description, urlpatterns
from coordination.lib.api.views import HouseView
from tests.house.pages import patterns

pytestmark = pytest.mark.django_db


def test_the_description_is_valid_openapi_without_a_warning():
    told = io.StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, format="openapi-json", stdout=told)

    assert json.loads(told.getvalue())["openapi"].startswith("3.")


def test_every_address_is_described():
    described = set(description()["paths"])
    for word in (*NOUNS, *SINGLE):
        assert f"/api/v1/{word}" in described
    hidden = {"openapi", "missing"}
    named = {pattern.name for pattern in urlpatterns} - hidden
    assert len(described) >= len(named)


def faults_of(method: str, said: dict) -> list[str]:
    """What the description of an operation lacks."""
    found = [] if said.get("description") else ["words"]
    wanted = {"400", "401", "403", "404", "429"}
    if said["operationId"].endswith(("_update", "_destroy")) and "bulk" not in said["operationId"]:
        wanted |= {"412", "428"}
        headers = [each for each in said["parameters"] if each["name"] == "If-Match" and each["required"]]
        found += [] if headers else ["If-Match"]
    found += sorted(wanted - set(said["responses"]))
    words = [each for each in said.get("parameters", ()) if each["in"] == "query"]
    return found + [each["name"] for each in words if not each.get("description")]


def test_every_operation_has_words_and_names_its_problems():
    found = {
        f"{method} {path}": faults
        for path, methods in description()["paths"].items()
        for method, said in methods.items()
        if (faults := faults_of(method, said))
    }

    assert found == {}


def test_a_bare_operation_would_be_named():
    bare = {
        "operationId": "things_update",
        "parameters": [{"in": "query", "name": "q"}],
        "responses": {"200": {}},
    }

    assert faults_of("put", bare) == [
        "words",
        "If-Match",
        "400",
        "401",
        "403",
        "404",
        "412",
        "428",
        "429",
        "q",
    ]


def test_every_view_below_the_address_is_one_of_the_house():
    """So that none forgets who asks, the scope of tokens, problems, limits."""
    views = {name: pattern.callback for name, pattern in patterns() if name.startswith("api:")}
    assert len(views) > 40
    strangers = [
        name
        for name, view in views.items()
        if not issubclass(getattr(view, "cls", None) or view.view_class, HouseView)
    ]
    assert strangers == []
    open_to_all = {
        name
        for name, view in views.items()
        if not (getattr(view, "cls", None) or view.view_class).permission_classes
    }
    assert open_to_all == {"api:openapi", "api:missing"}


def test_the_guide_shows_every_noun_and_asks_nobody(client):
    page = client.get(reverse("api-guide"))
    text = page.content.decode()

    assert page.status_code == 200
    assert all(f'id="{noun}"' in text for noun in NOUNS)
    assert "If-Match" in text
    assert "https://" not in text.replace("https://www.", "").split("<main")[1].split("</main")[0]


def test_the_description_may_be_read_by_everybody(client):
    answer = client.get(reverse("api:openapi"))

    assert answer["Content-Type"] == "application/vnd.oai.openapi+json"
    assert answer.json()["info"]["title"] == "Schutznetz"
