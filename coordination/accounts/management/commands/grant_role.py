"""``manage.py grant_role``: the roles that no network gives, operator and state level."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.accounts.management.commands.create_network import land_of
from coordination.accounts.roles import Role
from coordination.accounts.services.machine import OF_MACHINE, end_on_machine, give_on_machine


class Command(BaseCommand):
    help = "Gives or ends a role that comes from the machine: operator, or state (with its Land)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "mail", help="address with which the person signs in; an account is made if needed"
        )
        parser.add_argument("role", choices=[str(role.value) for role in OF_MACHINE])
        parser.add_argument("--land", help="abbreviation of the Land, for state")
        parser.add_argument("--until", type=dt.date.fromisoformat, help="last day, like 2027-12-31")
        parser.add_argument("--end", action="store_true", help="end the role at once")

    def handle(self, **options: Any) -> None:
        land = land_of(options["land"]) if options["land"] else None
        wanted = {"email": options["mail"], "role": options["role"], "land": land}
        try:
            if options["end"]:
                held = end_on_machine(**wanted)
                told = _("Role ended: %(role)s.")
            else:
                held = give_on_machine(**wanted, valid_until=options["until"])
                told = _("Role given: %(role)s.")
        except ValidationError as error:  # RuleBroken is one
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(told % {"role": f"{Role(held.role).label}, {held.user.email}"})
        if not options["end"] and not held.user.has_usable_password():
            address = settings.SITE_ADDRESS.rstrip("/") + reverse("account_reset_password")
            self.stdout.write(
                _("Without a password yet: the person asks for one at %(address)s") % {"address": address}
            )
