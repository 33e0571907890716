"""``manage.py demo_logins``: who can sign in to the demo, with which password and second factor."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from coordination.accounts.demo import PASSWORD, logins
from coordination.accounts.models import Membership


class Command(BaseCommand):
    help = "Prints the logins of the demo, one per role, second factor included."

    def handle(self, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("There are no demo logins in production."))
        rows = [(user.email, _roles(roles), code) for user, roles, code in logins()]
        if not rows:
            raise CommandError(_("There are no demo logins yet: manage.py seed reference demo makes them."))
        width = max(len(email) for email, _role, _code in rows)
        site = settings.SITE_ADDRESS.rstrip("/")
        self.stdout.write(_("Password of all logins: %(password)s") % {"password": PASSWORD})
        self.stdout.write(
            _("Second factor: the code valid now stands on %(page)s") % {"page": f"{site}/demo/"}
        )
        for email, roles, code in rows:
            factor = "  [" + _("code now: %(code)s") % {"code": code} + "]" if code else ""
            self.stdout.write(f"  {email:<{width}}  {roles}{factor}")


def _roles(roles: list[Membership]) -> str:
    if not roles:
        return _("no role today: sees what everybody sees")
    return ", ".join(_role(role) for role in roles)


def _role(role: Membership) -> str:
    where = str(role.network or role.land or "")
    named = f"{role.get_role_display()} ({where})" if where else str(role.get_role_display())
    return named + ", " + _("deputy") if role.is_deputy else named
