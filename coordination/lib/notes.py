"""Flash messages that can be undone. They say what happened and its effect, without “successfully”."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

LEVELS = {"success": messages.SUCCESS, "info": messages.INFO, "warning": messages.WARNING}


def tell(
    request: HttpRequest,
    text: Any,
    *,
    kind: str = "success",
    undo: str = "",
    link: tuple[object, str] | None = None,
) -> None:
    """Show ``text`` on the next page. ``undo``: an address of ours that takes a POST; ``link``: (label, address)."""
    details: dict[str, object] = {}
    if undo:
        details["undo"] = undo
    if link:
        details["link"] = [str(link[0]), link[1]]
    messages.add_message(request, LEVELS[kind], text, extra_tags=json.dumps(details) if details else "")


def details_of(message: object) -> dict[str, object]:
    """What ``tell`` packed beside the text; messages of other packages carry plain words there and have none."""
    try:
        details = json.loads(getattr(message, "extra_tags", "") or "{}")
    except ValueError:
        return {}
    return details if isinstance(details, dict) else {}
