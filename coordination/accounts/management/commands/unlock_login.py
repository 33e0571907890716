"""``manage.py unlock_login``: for somebody locked out after wrong passwords."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coordination.accounts.models import User
from coordination.accounts.services.locks import unlock


class Command(BaseCommand):
    help = (
        "Forget the wrong passwords for an account, so that it can be tried again. Make sure who is asking."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="e-mail address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["address"].strip()).first()
        if user is None:
            raise CommandError(f"There is no account with the address {options['address']}.")
        if unlock(by=None, user=user):
            self.stdout.write(f"{user.email} can try to sign in again.")
        else:
            self.stdout.write(f"No wrong passwords are noted for {user.email}: nothing to unlock.")
