"""Institutions, people, services and what belongs to them."""

import factory
from factory.django import DjangoModelFactory

from coordination.directory.models import (
    Affiliation,
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


class ContactPointFactory(DjangoModelFactory):
    class Meta:
        model = ContactPoint

    institution = factory.SubFactory(InstitutionFactory)
    kind = ContactPoint.Kind.PHONE
    value = factory.Sequence(lambda n: f"+49302312{5000 + n}")
    display = factory.LazyAttribute(lambda contact: contact.value)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    first_name = factory.Sequence(lambda n: f"Vorname{n}")
    last_name = factory.Sequence(lambda n: f"Muster{n}")


class AffiliationFactory(DjangoModelFactory):
    class Meta:
        model = Affiliation

    person = factory.SubFactory(PersonFactory)
    institution = factory.SubFactory(InstitutionFactory)


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
    name = factory.Sequence(lambda n: f"Beratung {n}")
