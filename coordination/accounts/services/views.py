"""Saving a list under a name."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import SavedView, User
from coordination.lib.errors import RuleBroken


def save_view(
    *,
    by: User,
    network_id: int,
    page: str,
    name: str,
    query: str,
    is_shared: bool = False,
    is_start: bool = False,
) -> SavedView:
    """Keep filters, order and columns of a list; the same name again replaces the view."""
    with transaction.atomic():
        if is_start:
            by.saved_views.filter(page=page, is_start=True).update(is_start=False)
        view, _made = SavedView.objects.update_or_create(
            owner=by,
            page=page,
            name=name.strip(),
            defaults={"network_id": network_id, "query": query, "is_shared": is_shared, "is_start": is_start},
        )
    return view


def change_view(
    *, by: User, view: SavedView, name: str, network_id: int, is_shared: bool, is_start: bool
) -> SavedView:
    """Rename a view of one's own, share it or stop sharing; what it shows stays."""
    name = name.strip()
    if by.saved_views.filter(page=view.page, name=name).exclude(pk=view.pk).exists():
        raise RuleBroken(_("You already have a view with this name."), code="name_taken")
    with transaction.atomic():
        if is_start:
            by.saved_views.filter(page=view.page, is_start=True).update(is_start=False)
        view.name, view.network_id, view.is_shared, view.is_start = name, network_id, is_shared, is_start
        view.save(update_fields=["name", "network", "is_shared", "is_start"])
    return view
