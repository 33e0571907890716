"""Keeping the legal bases: data of all networks, changed by who edits pathways throughout a network of that Land."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify

from coordination.accounts.models import Network
from coordination.accounts.permissions import scope_of
from coordination.lib import history
from coordination.lib.fold import fold
from coordination.lib.models import ChangeSet
from coordination.pathways.models import LegalBasis
from coordination.places.models import Land

KEEPS = "pathways.change_draft"


def keeps_law(user: Any) -> bool:
    """Whether somebody may change legal bases at all: those of the federation are kept by each coordination office."""
    return bool(scope_of(user).may(KEEPS))


def lands_kept_by(user: Any) -> Any:
    """The Länder whose law somebody may change."""
    networks = Network.objects.filter(pk__in=scope_of(user).may(KEEPS))
    return Land.objects.filter(pk__in=networks.values("land")).order_by("name", "id")


@transaction.atomic
def save_law(*, by: Any, basis: LegalBasis, reason: str = "") -> LegalBasis:
    """Add or change a legal basis. Published versions keep the words they were frozen with."""
    if not keeps_law(by) or (basis.land is not None and basis.land not in lands_kept_by(by)):
        raise PermissionDenied
    if not basis.code:
        basis.code = _code(basis.citation)
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        basis.save()
    return basis


def _code(citation: str) -> str:
    base = slugify(fold(citation))[:50] or "norm"
    taken = set(LegalBasis.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(
        code for n in range(len(taken) + 1) if (code := base if not n else f"{base}-{n + 1}") not in taken
    )
