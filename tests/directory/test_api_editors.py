"""An institution editor keeps the own entry through the interface, and no other."""

import pytest

from coordination.accounts.roles import Role
from coordination.lib.levels import Level
from tests.api import Program, is_problem
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(network):
    user = MembershipFactory(role=Role.INSTITUTION_EDITOR, network=network).user
    own, other = InstitutionFactory(name="Kita Eigen"), InstitutionFactory(name="Kita Andere")
    for one in (own, other):
        ListingFactory(institution=one, network=network, level=Level.NETWORK)
    AffiliationFactory(person=PersonFactory(network=network, user=user), institution=own, network=network)
    user.own, user.other = own, other
    return user


def test_the_own_entry_is_changed_and_another_is_as_good_as_missing(editor):
    program = Program(editor)

    own = program.change(f"institutions/{editor.own.uid}", {"description": "Neu"})
    other = program.change(f"institutions/{editor.other.uid}", {"description": "Neu"})

    assert (own.status_code, own.json()["description"]) == (200, "Neu")
    is_problem(other, 404)


def test_numbers_of_the_own_entry_too_and_nothing_is_added_or_removed(editor, network):
    program = Program(editor)
    foreign = ContactPointFactory(institution=editor.other, network=network, level=Level.NETWORK)
    body = {
        "institution": str(editor.own.uid),
        "kind": "mail",
        "value": "kita@example.org",
        "level": "network",
    }

    assert program.post("contact-points", body).status_code == 201
    is_problem(program.post("contact-points", body | {"institution": str(editor.other.uid)}), 404)
    is_problem(program.change(f"contact-points/{foreign.uid}", {"purpose": "X"}), 404)
    is_problem(program.post("institutions", {"name": "Neu", "type": "daycare"}), 403)
    is_problem(program.delete(f"institutions/{editor.own.uid}?reason=X", If_Match='"1"'), 403)
    is_problem(program.post("institutions/bulk", {"rows": [{"name": "Neu", "type": "daycare"}]}), 403)
    is_problem(
        program.patch("institutions/bulk", {"rows": [{"uid": str(editor.own.uid), "version": 1}]}), 403
    )


def test_nobody_raises_a_contact_above_what_they_read(editor):
    body = {
        "institution": str(editor.own.uid),
        "kind": "mail",
        "value": "a@example.org",
        "level": "coordination",
    }

    problem = is_problem(Program(editor).post("contact-points", body), 400)

    assert problem["errors"][0]["pointer"] == "/level"
