"""Factories of concerns."""

import factory
from factory.django import DjangoModelFactory

from coordination.lib.levels import Level
from network.models import Concern, ConcernStep, ConcernSupporter
from tests.factories.accounts import NetworkFactory, UserFactory
from tests.factories.directory import InstitutionFactory, ListingFactory


class ConcernFactory(DjangoModelFactory):
    """A concern of an institution that stands in the directory of its network."""

    class Meta:
        model = Concern
        skip_postgeneration_save = True

    network = factory.SubFactory(NetworkFactory)
    institution = factory.SubFactory(InstitutionFactory)
    raised_by = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Anliegen Nummer {n}: Wartezeiten der Beratung")
    text = "Die Wartezeit auf eine Beratung ist für Einrichtungen zu lang."

    @factory.post_generation
    def listed(self, create, wanted, **kwargs):
        if (
            create
            and self.institution
            and not self.institution.listings.filter(network=self.network).exists()
        ):
            ListingFactory(institution=self.institution, network=self.network, level=Level.PUBLIC)


class ConcernSupporterFactory(DjangoModelFactory):
    class Meta:
        model = ConcernSupporter

    concern = factory.SubFactory(ConcernFactory)
    user = factory.SubFactory(UserFactory)


class ConcernStepFactory(DjangoModelFactory):
    class Meta:
        model = ConcernStep

    concern = factory.SubFactory(ConcernFactory)
    kind = ConcernStep.Kind.RAISED
