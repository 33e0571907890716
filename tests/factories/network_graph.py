"""Factories of relations and the map."""

import factory
from factory.django import DjangoModelFactory

from coordination.lib.levels import Level
from network.models import Relation
from tests.factories.directory import InstitutionFactory, ListingFactory, network_of


class RelationFactory(DjangoModelFactory):
    """Belongs to the first network that lists its source, if the test says no other."""

    class Meta:
        model = Relation

    source = factory.SubFactory(InstitutionFactory)
    target = factory.SubFactory(InstitutionFactory)
    network = factory.LazyAttribute(lambda row: network_of(_At(row.source)))
    kind = Relation.Kind.COOPERATION
    level = Level.NETWORK


class _At:
    def __init__(self, institution):
        self.institution = institution


def listed(network, name, *, level=Level.PUBLIC, **facts):
    """An institution that stands in the directory of a network."""
    institution = InstitutionFactory(name=name, **facts)
    ListingFactory(institution=institution, network=network, level=level)
    return institution


def tied(network, *pairs, **facts):
    """Relations between institutions of a network, in this order."""
    return [RelationFactory(network=network, source=one, target=other, **facts) for one, other in pairs]
