"""Pages a machine asks: does the process live, is the installation ready, how much of what is there."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from coordination.lib import health, metrics


def _knows_the_token(request: HttpRequest) -> bool:
    """``Authorization: Bearer …``; never in the address, which proxies write down."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, settings.METRICS_TOKEN)


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing else: a load balancer must not take all servers out for one slow disk."""
    return JsonResponse({"ok": True})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Everything the work needs is there; else 503 with the names of what is not, and the reasons for the token."""
    found = health.examine()
    failed = sorted(name for name, problem in found.items() if problem)
    answer: dict[str, object] = {"ok": not failed, "checks": sorted(found), "failed": failed}
    if failed and _knows_the_token(request):
        answer["reasons"] = {name: found[name] for name in failed}
    response = JsonResponse(answer, status=503 if failed else 200)
    if failed:
        response["Retry-After"] = "30"
    return response


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Counts in the text format of Prometheus. Without the right token there is nothing here."""
    if not _knows_the_token(request):
        raise Http404
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
