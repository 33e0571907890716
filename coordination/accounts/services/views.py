"""Saving a list under a name."""

from __future__ import annotations

from django.db import transaction

from coordination.accounts.models import SavedView, User


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
