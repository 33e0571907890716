"""Rows of concerns about a person, for tests/directory/seeded.py."""

from tests.factories.network_concerns import ConcernFactory, ConcernStepFactory, ConcernSupporterFactory


def make(*, user, person, network, other_user):
    name = f"{person.first_name} {person.last_name}"
    own = ConcernFactory(network=network, raised_by=user, institution=None, text=f"Gefragt hat {name}.")
    other = ConcernFactory(network=network, raised_by=other_user, institution=None, released_by=user)
    ConcernSupporterFactory(concern=other, user=user)
    ConcernStepFactory(concern=own, by=user, text=f"Gesagt von {name}")
