"""Pages for when something goes wrong: friendly, with a next step. Handlers for the roof's urls.py."""

import logging

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

BARE = (
    '<!doctype html><html lang="de"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1><p>{text}</p>'
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 without context processors: they would look up the network at a host that was just refused."""
    return _alone("400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 without database, session and context processors, since one of them may be what broke."""
    if request.path.startswith("/api/v1/"):
        return _problem()
    return _alone("500.html", status=500)


def _problem() -> HttpResponse:
    """The same for a program."""
    text = _("Something went wrong on our side. Nothing half-done was kept.")
    return _told(500, "Internal Server Error", "fault", text)


def _told(status: int, title: str, code: str, text: str) -> HttpResponse:
    """A problem as every other of the interface (lib/api/problems.py)."""
    told = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": text}
    return JsonResponse(told, status=status, content_type="application/problem+json")


def busy(request: HttpRequest) -> HttpResponse:
    """503 while somebody else's long writing holds the database; nothing was written, the next try will do."""
    if request.path.startswith("/api/v1/"):
        text = _("Somebody else's long work holds the database. Nothing was written; please send it again.")
        response = _told(503, "Service Unavailable", "busy", text)
    else:
        response = _alone("busy.html", status=503)
    response["Retry-After"] = "10"
    return response


def unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """503 while the machine is being looked after; asks to come back in two minutes."""
    response = _alone("503.html", status=503)
    response["Retry-After"] = "120"
    return response


def only_by_form(answer: HttpResponseBase) -> HttpResponse:
    """405 with words for who opened the address of a form, after signing in again for example."""
    response = _alone("405.html", status=405)
    response["Allow"] = answer["Allow"]
    return response


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429 for who asks too often; asks to wait a minute."""
    response = _alone("429.html", status=429)
    response["Retry-After"] = "60"
    return response


def _alone(name: str, *, status: int) -> HttpResponse:
    try:
        return HttpResponse(loader.get_template(name).render(), status=status)
    except Exception:  # the page about a fault must not be the next fault
        logger.exception("The page %s could not be drawn", name)
        text = _("Something went wrong on our side. Please try again in a few minutes.")
        return HttpResponse(BARE.format(title=_("This did not work"), text=text), status=status)
