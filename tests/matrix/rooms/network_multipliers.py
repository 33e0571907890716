"""Canaries of multipliers, briefings and relays."""

import datetime as dt

from django.utils import timezone

from coordination.lib.levels import Level
from network.models import AppointmentInstitution, RelayReminder, WeeklyMail
from tests.factories.directory import PersonFactory
from tests.factories.network_multipliers import AppointmentFactory, BriefingFactory, RelayFactory


def fill(world, network):
    house = world.things[network]["directory.Institution"][Level.PUBLIC]
    level = Level.COORDINATION

    def word(stands_in, right, at=level):
        return world.canary(stands_in, at, network, right=right)

    sees, briefs, carries = "network.view_appointment", "network.view_briefing", "network.view_relay"
    silent = AppointmentFactory(
        network=network, at=house, is_shown=False,
        person=PersonFactory(
            network=network, level=Level.NETWORK, last_name=word("appointment.person", "", Level.NETWORK)
        ),
        note=word("appointment.note", sees),
        email=f"{word('appointment.email', sees)}@example.org".lower(),
        named_by=word("appointment.named_by", sees),
    )  # fmt: skip
    proposed = AppointmentFactory(network=network, at=False, state="proposed", activated_at=None)
    ending = AppointmentFactory(
        network=network, at=False, valid_until=timezone.localdate() + dt.timedelta(days=20)
    )
    briefing = BriefingFactory(
        network=network, title=word("briefing.title", briefs), body=word("briefing.body", briefs),
        key_points=[word("briefing.key_points", briefs)], mail_text=word("briefing.mail_text", briefs),
    )  # fmt: skip
    asked = BriefingFactory(network=network, state="proposed", title=word("briefing.title", briefs))
    relay = RelayFactory(
        appointment=silent, briefing=briefing, state="needs_help", help_text=word("relay.help_text", carries)
    )
    done = RelayFactory(
        appointment=ending, institution=house, briefing=briefing, state="done", done_on=timezone.localdate(),
        answered_at=timezone.now(), questions=word("relay.questions", carries),
    )  # fmt: skip
    place = AppointmentInstitution.objects.get(appointment=silent)
    reminder = RelayReminder.objects.create(relay=relay, kind="soon")
    weekly = WeeklyMail.objects.create(network=network, person=silent.person)
    for thing, state in (
        (silent, ""), (proposed, "proposed"), (ending, "ending"), (place, ""), (briefing, ""), (asked, "proposed"),
        (relay, ""), (done, "done"), (reminder, ""), (weekly, ""),
    ):  # fmt: skip
        world.keep(thing, network, level, state=state)
