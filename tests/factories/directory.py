"""Institutions, people, services and what belongs to them."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from coordination.accounts.models import Network
from coordination.directory.models import (
    Affiliation,
    Agreement,
    ContactPoint,
    Institution,
    InstitutionType,
    Listing,
    Person,
    Service,
    ServiceKind,
)
from coordination.lib.levels import Level
from tests.factories.accounts import NetworkFactory


class InstitutionTypeFactory(DjangoModelFactory):
    class Meta:
        model = InstitutionType
        django_get_or_create = ("code",)

    code = "daycare"
    name = "Kindertageseinrichtung (Kita)"
    short_name = "Kita"
    group = "education"


class InstitutionFactory(DjangoModelFactory):
    """An institution without a network; ``ListingFactory`` puts it into one."""

    class Meta:
        model = Institution

    name = factory.Sequence(lambda n: f"Kita Beispiel {n}")
    type = factory.SubFactory(InstitutionTypeFactory)


class ListingFactory(DjangoModelFactory):
    class Meta:
        model = Listing

    institution = factory.SubFactory(InstitutionFactory)
    network = factory.SubFactory(NetworkFactory)
    level = Level.COORDINATION


def any_network():
    return Network.objects.order_by("id").first() or NetworkFactory()


def network_of(row):
    """The first network that lists the institution of a datum, or that keeps its person or service."""
    if getattr(row, "institution", None) is None:
        for name in ("service", "person"):
            if (owner := getattr(row, name, None)) is not None:
                return owner.network
    institution = getattr(row, "institution", None) or getattr(row, "provider", None)
    if institution is None:
        return None  # a national service
    listing = institution.listings.order_by("id").first() if institution.pk else None
    return listing.network if listing else any_network()


class ContactPointFactory(DjangoModelFactory):
    """It belongs to the first network that lists its institution, if the test says no other."""

    class Meta:
        model = ContactPoint

    institution = factory.SubFactory(InstitutionFactory)
    network = factory.LazyAttribute(network_of)
    kind = ContactPoint.Kind.PHONE
    value = factory.Sequence(lambda n: f"+49302312{5000 + n}")
    display = factory.LazyAttribute(lambda contact: contact.value)


class PersonFactory(DjangoModelFactory):
    """Belongs to the network of the first function, if the test says no other."""

    class Meta:
        model = Person

    network = None
    first_name = factory.Sequence(lambda n: f"Vorname{n}")
    last_name = factory.Sequence(lambda n: f"Muster{n}")

    @classmethod
    def _create(cls, model, *args, **kwargs):
        given = kwargs.pop("network", None)
        person = super()._create(model, *args, network=given or any_network(), **kwargs)
        person.waits_for_network = given is None
        return person


class AffiliationFactory(DjangoModelFactory):
    class Meta:
        model = Affiliation

    person = factory.SubFactory(PersonFactory)
    institution = factory.SubFactory(InstitutionFactory)
    network = factory.LazyAttribute(network_of)

    @classmethod
    def _create(cls, model, *args, **kwargs):
        affiliation = super()._create(model, *args, **kwargs)
        person = affiliation.person
        if getattr(person, "waits_for_network", False):
            Person._base_manager.filter(pk=person.pk).update(network=affiliation.network)
            person.network, person.waits_for_network = affiliation.network, False
        return affiliation


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement

    institution = factory.SubFactory(InstitutionFactory)
    network = factory.LazyAttribute(network_of)
    kind = Agreement.Kind.PROTECTION
    signed_on = dt.date(2026, 1, 1)


class ServiceKindFactory(DjangoModelFactory):
    class Meta:
        model = ServiceKind
        django_get_or_create = ("code",)

    code = "insofa_consultation"
    name = "Beratung durch eine insoweit erfahrene Fachkraft"
    short_name = "InsoFa"


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service

    kind = factory.SubFactory(ServiceKindFactory)
    provider = factory.SubFactory(InstitutionFactory)
    network = factory.LazyAttribute(network_of)
    name = factory.Sequence(lambda n: f"Beratung {n}")
