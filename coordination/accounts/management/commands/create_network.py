"""``manage.py create_network``: a new network, and the invitation of the person who coordinates it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.accounts.models import NetworkHost
from coordination.accounts.services.networks import found_network
from coordination.accounts.services.people import invite_first_coordinator
from coordination.places.models import Land, Municipality


class Command(BaseCommand):
    help = "Makes a network and invites its first coordinator by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="for example: Netzwerk Kinderschutz Troisdorf")
        parser.add_argument("--slug", required=True, help="part of addresses, for example: troisdorf")
        parser.add_argument("--land", required=True, help="abbreviation of the Land, for example: NW")
        parser.add_argument("--mail", required=True, help="address of the first coordinator")
        parser.add_argument("--body", default="", help="responsible body, for example: Stadt Troisdorf")
        parser.add_argument(
            "--municipality", action="append", default=[], metavar="AGS", help="may be repeated"
        )
        parser.add_argument("--host", action="append", default=[], help="public host name; may be repeated")

    def handle(self, **options: Any) -> None:
        land = land_of(options["land"])
        municipalities = _municipalities(options["municipality"], land)
        try:
            with transaction.atomic():
                network = found_network(
                    name=options["name"],
                    slug=options["slug"],
                    land=land,
                    municipalities=municipalities,
                    host_body=options["body"],
                )
                for name in options["host"]:
                    host = NetworkHost(network=network, host=name.lower())
                    host.full_clean()
                    host.save()
                link = invite_first_coordinator(network=network, email=options["mail"])
        except ValidationError as error:  # RuleBroken is one
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(_("Network made: %(name)s") % {"name": network.name})
        self.stdout.write(_("Legal basis: %(basis)s") % {"basis": network.legal_basis})
        self.stdout.write(
            _("Invitation for %(address)s lies in the outbox; its link is valid for seven days.")
            % {"address": link.recipient}
        )


def land_of(abbreviation: str) -> Land:
    """Return the Land, or end the command naming those there are."""
    land = Land.objects.filter(abbreviation__iexact=abbreviation).first()
    if land is None:
        known = ", ".join(Land.objects.order_by("abbreviation").values_list("abbreviation", flat=True))
        raise CommandError(
            _("There is no Land “%(land)s” here. Known: %(known)s.")
            % {
                "land": abbreviation,
                "known": known or _("none; load the places first (manage.py load_places)"),
            }
        )
    return land


def _municipalities(keys: list[str], land: Land) -> list[Municipality]:
    found = {
        municipality.ags: municipality
        for municipality in Municipality.objects.in_force().filter(ags__in=keys, district__land=land)
    }
    if missing := [key for key in keys if key not in found]:
        raise CommandError(
            _("No municipality of %(land)s has the official key %(keys)s.")
            % {"land": land, "keys": ", ".join(missing)}
        )
    return list(found.values())
