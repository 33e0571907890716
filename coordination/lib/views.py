"""Pages of the ground: a job's progress, a stored file, what needs the operators, and the mails of the demo."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe
from django.views.generic import DetailView, TemplateView

from coordination.lib import files, jobs, mail_demo, outbox, progress
from coordination.lib.models.mail import OutboxMail
from coordination.lib.models.work import Job, QueuedTask, WorkerSign
from coordination.lib.notes import tell


class JobPage(LoginRequiredMixin, DetailView):
    """Where a job stands, for its owner only. htmx gets the moving part alone, and is led on to the result."""

    template_name = "lib/job_detail.html"
    context_object_name = "job"
    slug_field = slug_url_kwarg = "uid"

    def get_queryset(self):
        return Job.objects.filter(owner_id=self.request.user.pk)

    def get_object(self, queryset=None):
        return progress.seen(super().get_object(queryset))

    def _watching(self) -> bool:
        """The page in the browser asks again by itself."""
        return self.request.headers.get("HX-Request") == "true"

    def get_template_names(self):
        return ["lib/_progress.html"] if self._watching() else [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.object.title, **kwargs)

    def render_to_response(self, context, **response_kwargs):
        response = super().render_to_response(context, **response_kwargs)
        if self._watching() and self.object.state == Job.State.DONE and self.object.result_url:
            response["HX-Redirect"] = self.object.result_url
        return response


@require_safe
def file(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """Hand out a stored file as a download that no browser runs; whoever may not read it finds nothing."""
    stored = files.open_for(request.user, uid)
    if stored is None:
        raise Http404
    response = FileResponse(
        stored.path.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    public = files.PURPOSES[stored.purpose].public
    response["Cache-Control"] = "public, max-age=86400" if public else "private, no-store"
    return response


class Trouble(TemplateView):
    """For the operators: tasks after their last try, mails not delivered, workers alive."""

    template_name = "lib/trouble.html"

    def dispatch(self, request, *args, **kwargs):
        if not getattr(request.user, "is_operator", False):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Background work"),
            tasks=QueuedTask.objects.needing_a_human().order_by("-finished_at", "id")[:100],
            mails=OutboxMail.objects.needing_a_human().order_by("-created_at", "-id")[:100],
            workers=WorkerSign.objects.order_by("host", "pid", "id"),
            waiting=QueuedTask.objects.ready().order_by().count(),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if uid := request.POST.get("task"):
            row = get_object_or_404(QueuedTask, pk=_uuid(uid))
            done = jobs.try_again(row)
        else:
            done = outbox.send_again(get_object_or_404(OutboxMail, uid=_uuid(request.POST.get("mail", ""))))
        if done:
            tell(request, _("It will be tried again in the next minute."))
        return redirect(reverse("lib:trouble"))


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


# --- The demo: nothing is sent, everything is shown -----------------------------------------------------------------


@require_GET
def outbox_demo(request: HttpRequest) -> HttpResponse:
    """Every mail of the demo as it would arrive, newest first, with the second-factor codes of the demo logins."""
    if not settings.DEMO:
        raise Http404
    mails = OutboxMail.objects.order_by("-created_at", "-id")
    if to := request.GET.get("an", "").strip():
        mails = mails.filter(to=to)
    page = Paginator(mails, 25).get_page(request.GET.get("page"))
    chosen = get_object_or_404(OutboxMail, uid=_uuid(uid)) if (uid := request.GET.get("mail")) else None
    if chosen is None and page.object_list:
        chosen = page.object_list[0]
    context = {
        "title": _("Mails of the demo"),
        "page_obj": page,
        "chosen": chosen,
        "to": to,
        "hints": mail_demo.demo_hints(),
        "content": mail_demo.shown(chosen) if chosen else "",
    }
    return render(request, "lib/outbox_demo.html", context)


@require_GET
def mail_as_it_arrives(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The HTML of a demo mail as a mail program shows it: inline styles allowed, no script, nothing loaded."""
    if not settings.DEMO:
        raise Http404
    chosen = get_object_or_404(OutboxMail.objects.exclude(html=""), uid=uid)
    response = HttpResponse(mail_demo.with_local_links(chosen.html))
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; sandbox allow-same-origin allow-top-navigation-by-user-activation"
    )
    return response
