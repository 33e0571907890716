"""Rows of the day itself and what comes after about a person, for tests/directory/seeded.py."""

from tests.factories.meetings_day import AttendanceFactory, CertificateFactory, MaterialFactory
from tests.factories.meetings_events import EventFactory, RegistrationFactory


def make(*, user, person, network, other_user):
    event = EventFactory(network=network)
    theirs = RegistrationFactory(event=event, user=user, person=person)
    AttendanceFactory(registration=theirs, event=event, recorded_by=other_user)
    CertificateFactory(registration=theirs, event=event, user=user, issued_by=other_user)
    somebody = RegistrationFactory(event=event)
    AttendanceFactory(registration=somebody, event=event, recorded_by=user, desk="Tür 1")
    CertificateFactory(
        registration=somebody,
        event=event,
        issued_by=user,
        revoked_by=user,
        revoke_reason="x",
        revoked_at=event.ends_at,
    )
    MaterialFactory(event=event, added_by=user)
