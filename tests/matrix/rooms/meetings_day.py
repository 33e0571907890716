"""Canaries of the day itself and what comes after."""

from coordination.lib.levels import Level
from meetings.models import CertificateTerms, FeedbackTicket, Material
from tests.factories.meetings_day import (
    AttendanceFactory,
    CertificateFactory,
    FeedbackFactory,
    MaterialFactory,
    released,
)
from tests.factories.meetings_events import EventFactory, RegistrationFactory, SessionFactory, at

PARTICIPANTS, CERTIFICATES = "meetings.view_participant", "meetings.view_certificate"


def fill(world, network):
    def word(stands_in, right="", level=Level.PUBLIC):
        return world.canary(stands_in, level, network, right=right)

    event = EventFactory(network=network, state="held", starts_at=at(9, day=-3))
    session = SessionFactory(event=event, title=word("released.session"))
    released(event)
    event.sessions.get(pk=session.pk)
    somebody = RegistrationFactory(event=event, email="")  # the certificate is handed over on paper
    there = AttendanceFactory(
        registration=somebody,
        event=event,
        name=word("attendance.name", PARTICIPANTS),
        house=word("attendance.house", PARTICIPANTS),
        desk=word("attendance.desk", PARTICIPANTS),
    )
    certificate = CertificateFactory(
        registration=somebody,
        event=event,
        name=word("certificate.name", CERTIFICATES),
        house=word("certificate.house", CERTIFICATES),
    )
    certificate.content["remark"] = word("certificate.remark", CERTIFICATES)
    certificate.save()
    terms = CertificateTerms.objects.create(event=event, signed_by=word("terms.signed_by", CERTIFICATES))
    public = MaterialFactory(event=event, title=word("material.public"), audience=Material.Audience.PUBLIC)
    inner = MaterialFactory(event=event, title=word("material.participants", PARTICIPANTS))
    said = [
        FeedbackFactory(event=event, takes_along=word("feedback.takes_along", "meetings.view_feedback"))
        for _one in range(5)
    ]
    ticket = FeedbackTicket.objects.create(event=event, digest=f"{network.pk:064}")
    world.keep(event, network, Level.PUBLIC, state="held")
    for thing in (there, certificate, terms, public, inner, said[0], ticket):
        world.keep(thing, network, Level.COORDINATION)
