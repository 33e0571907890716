"""``manage.py reset_second_factor``: for somebody whose telephone and spare codes are lost."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from coordination.accounts.models import User
from coordination.accounts.services.access import reset_second_factor


class Command(BaseCommand):
    help = "Removes the second factor of an account and ends its sessions. Make sure who is asking."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mail", help="address with which the person signs in")

    def handle(self, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["mail"].strip()).first()
        if user is None:
            raise CommandError(
                _("There is no account with the address %(mail)s.") % {"mail": options["mail"]}
            )
        reset_second_factor(user=user)
        self.stdout.write(_("Second factor of %(mail)s removed, all sessions ended.") % {"mail": user.email})
