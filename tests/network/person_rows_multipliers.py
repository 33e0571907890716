"""Rows of multipliers, briefings and relays about a person, for tests/directory/seeded.py."""

from network.models import WeeklyMail
from tests.factories.network_multipliers import AppointmentFactory, BriefingFactory, RelayFactory


def make(*, user, person, network, other_user):
    name = f"{person.first_name} {person.last_name}"
    one = AppointmentFactory(
        network=network, person=person, email=user.email, named_by=name, note=f"Vermerk zu {name}",
        end_note=f"Geht: {name}",
    )  # fmt: skip
    briefing = BriefingFactory(
        network=network, proposed_by=user, issued_by=user, title=f"Von {name}", body=f"Fragen an {name}",
        mail_text=f"Es grüßt {name}",
    )  # fmt: skip
    RelayFactory(
        appointment=one, briefing=briefing, state="needs_help", help_text=f"{name} weiß mehr",
        questions=f"Fragt {name}", why=f"Sagt {name}",
    )  # fmt: skip
    WeeklyMail.objects.create(network=network, person=person)
