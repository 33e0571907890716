"""Asking members for their view of a draft, remarking, settling."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.accounts.models import Membership, User
from coordination.accounts.permissions import Reach, require, scope_of
from coordination.accounts.roles import MAY
from coordination.lib import mail
from coordination.lib.errors import RuleBroken
from coordination.pathways.models import Pathway, Remark, Reviewer, Step
from coordination.pathways.models.remarks import DRAFT, open_to

CHANGE = "pathways.change_draft"
MOST = 200


def members(pathway: Pathway) -> Any:
    """Who could be asked: people with a role that reads drafts in the network, who were not asked yet, by name."""
    readers = [role for role, rights in MAY.items() if DRAFT in rights]
    roles = Membership.objects.in_force().filter(network=pathway.network, role__in=readers)
    asked = Reviewer.objects.filter(pathway=pathway).values("user")
    rows = User.objects.filter(pk__in=roles.values("user"), is_active=True).exclude(pk__in=asked)
    return rows.order_by("last_name", "first_name", "id")


@transaction.atomic
def ask(*, by: Any, pathway: Pathway, user: Any) -> Reviewer:
    """Ask a member of the network for remarks, by mail."""
    _own(by, pathway)
    if pathway.network_id not in scope_of(user).may(DRAFT, reach=Reach.OWN):
        raise RuleBroken(
            _("Only members of the network whose role reads drafts can be asked."), code="no_member"
        )
    made, fresh = Reviewer.objects.get_or_create(pathway=pathway, user=user, defaults={"asked_by": by})
    if fresh and user.email:
        context = {
            "asker": by.get_full_name() or str(by),
            "pathway": pathway,
            "network": pathway.network,
            "address": settings.SITE_ADDRESS + reverse("pathways:remarks", args=[pathway.uid]),
        }
        mail.queue("pathways/mail/remark_asked", to=user.email, context=context)
    return made


@transaction.atomic
def withdraw(*, by: Any, reviewer: Reviewer) -> None:
    """Ask somebody no longer; their remarks stay."""
    _own(by, reviewer.pathway)
    reviewer.delete()


@transaction.atomic
def remark(*, by: Any, pathway: Pathway, text: str, step_code: str = "") -> Remark:
    """Remark on a step, or on the whole (no code)."""
    if not open_to(by).filter(pk=pathway.pk).exists():
        raise PermissionDenied(DRAFT)
    steps = Step.objects.filter(pathway__in=[pathway.pk, pathway.branch_id], code=step_code)
    if step_code and not steps.exists():
        raise RuleBroken(_("This step is no longer there."), code="step_gone")
    if Remark.objects.unsettled().filter(pathway=pathway).count() >= MOST:
        raise RuleBroken(
            _("There are %(n)s open remarks already. Please have some settled first.") % {"n": MOST},
            code="too_many",
        )
    return Remark.objects.create(pathway=pathway, step_code=step_code, author=by, text=text)


@transaction.atomic
def settle(*, by: Any, remark: Remark) -> Remark:
    """Mark a remark as dealt with: by those who edit the pathway, or by whoever made it."""
    if remark.author_id != by.pk:
        _own(by, remark.pathway)
    remark.settle()
    return remark


def _own(by: Any, pathway: Pathway) -> None:
    if pathway.network is None:
        raise PermissionDenied(CHANGE)
    require(by, CHANGE, pathway.network)
