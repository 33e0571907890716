"""Factories of multipliers, briefings and relays."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from coordination.directory.models import Listing
from coordination.lib.levels import Level
from network.models import Appointment, AppointmentInstitution, Briefing, Relay
from tests.factories.accounts import NetworkFactory
from tests.factories.directory import AffiliationFactory, InstitutionFactory, ListingFactory, PersonFactory


def listed(institution, network, level=Level.NETWORK):
    """The institution with its entry in the network."""
    if not Listing.objects.filter(institution=institution, network=network).exists():
        ListingFactory(institution=institution, network=network, level=level)
    return institution


class AppointmentFactory(DjangoModelFactory):
    """An active multiplier for one institution; ``at`` names the institution, ``at__role`` the role there."""

    class Meta:
        model = Appointment
        skip_postgeneration_save = True

    network = factory.SubFactory(NetworkFactory)
    person = factory.SubFactory(
        PersonFactory, network=factory.SelfAttribute("..network"), level=Level.NETWORK, last_name="Weiter"
    )
    state = Appointment.State.ACTIVE
    named_by = "Frau Leitung"
    named_on = factory.LazyFunction(timezone.localdate)
    valid_from = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=100))
    valid_until = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=400))
    activated_at = factory.LazyAttribute(
        lambda one: timezone.now() if one.state in {"active", "paused", "ended"} else None
    )
    paused_on = factory.LazyAttribute(lambda one: timezone.localdate() if one.state == "paused" else None)
    ended_on = factory.LazyAttribute(lambda one: timezone.localdate() if one.state == "ended" else None)
    end_reason = factory.LazyAttribute(lambda one: "left" if one.state == "ended" else "")
    is_shown = True

    @factory.post_generation
    def at(self, create, institution, **kwargs):
        if not create or institution is False:
            return
        institution = listed(institution or InstitutionFactory(), self.network)
        role = kwargs.get("role", AppointmentInstitution.Role.MAIN)
        AppointmentInstitution(appointment=self, institution=institution, role=role).save()
        AffiliationFactory(person=self.person, institution=institution, network=self.network)


class BriefingFactory(DjangoModelFactory):
    class Meta:
        model = Briefing

    network = factory.SubFactory(NetworkFactory)
    state = Briefing.State.ISSUED
    title = factory.Sequence(lambda n: f"Neue Nummer der Rufbereitschaft {n}")
    key_points = factory.LazyFunction(
        lambda: ["Ab Montag gilt die neue Nummer.", "Der alte Aushang gilt nicht mehr."]
    )
    issued_at = factory.LazyAttribute(lambda one: None if one.state == "proposed" else timezone.now())


class RelayFactory(DjangoModelFactory):
    """A relay of an appointment to its first institution."""

    class Meta:
        model = Relay

    briefing = factory.LazyAttribute(lambda one: BriefingFactory(network=one.appointment.network))
    appointment = factory.SubFactory(AppointmentFactory)
    institution = factory.LazyAttribute(lambda one: one.appointment.institutions.first().institution)
