"""Pages that change a pathway: its head, its steps one by one, their order."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired
from coordination.directory.views.confirming import ConfirmPage
from coordination.directory.views.records import RecordForm
from coordination.pathways.chart import chart_of, with_typed
from coordination.pathways.forms.steps import PathwayForm, StepForm
from coordination.pathways.freezing import flow_of
from coordination.pathways.models import Pathway, Step
from coordination.pathways.services.editing import delete_step, move_step, save_pathway, save_step
from coordination.pathways.views.timeline import undo_url


class _OfPathway(RecordForm):
    permission = "pathways.change_draft"
    pathway: Pathway

    def crumbs(self) -> list[tuple[Any, str | None]]:
        way = (self.pathway.title, self.pathway.get_absolute_url())
        return [(_("Reporting pathways"), reverse("pathways:list")), way, (self.title, None)]

    def undo_url(self, written: Any, change_set: Any) -> str:
        return undo_url(self.pathway, change_set)

    def next_url(self, written: Any) -> str:
        return self.pathway.get_absolute_url()

    def cancel_url(self) -> str:
        return self.pathway.get_absolute_url()


def editable(user: Any, uid: Any) -> Pathway:
    rows = Pathway.objects.editable_by(user).select_related("network", "branch")
    return get_object_or_404(rows, uid=uid)


def editable_step(user: Any, uid: Any) -> Step:
    rows = Step.objects.filter(pathway__in=Pathway.objects.editable_by(user))
    return get_object_or_404(rows.select_related("pathway__network", "pathway__branch"), uid=uid)


class PathwayEdit(_OfPathway):
    title = gettext_lazy("Edit the pathway")
    done_text = gettext_lazy("The pathway has been saved.")

    def find(self) -> None:
        self.owner = self.pathway = editable(self.request.user, self.kwargs["uid"])

    def form(self, data: Any = None) -> PathwayForm:
        return PathwayForm(data, instance=self.pathway)

    def write(self, form: PathwayForm, more: list[Any]) -> Pathway:
        if not form.has_changed():
            return form.instance
        return save_pathway(by=self.request.user, pathway=form.instance, reason=form.reason_given)


class _OfStep(_OfPathway):
    """A form of one step with the flow chart beside it. With script the chart follows what is typed."""

    template_name = "pathways/step_form.html"
    step: Step
    after: Step | None = None
    preview_url = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "vorschau" not in request.GET:
            return super().post(request, *args, **kwargs)
        self.find()
        form = self.form(request.POST)
        form.is_valid()  # what is wrong is said when it is saved; the chart shows what can be shown
        exits = [one for one in form.exits if one[1] != self.step.code]
        chart = chart_of(with_typed(flow_of(self.pathway), form.instance, exits, self.after))
        return render(request, "pathways/_chart.html", {"chart": chart, "here": self.step.code})

    def more_context(self, form: Any) -> dict[str, Any]:
        return {
            "chart": chart_of(flow_of(self.pathway)),
            "here": self.step.code,
            "preview_url": self.preview_url,
        }


class StepAdd(_OfStep):
    """A new step; ``nach`` in the address says behind which."""

    title = gettext_lazy("Add a step")
    done_text = gettext_lazy("The step has been saved.")
    submit_label = gettext_lazy("Save step")

    def find(self) -> None:
        self.owner = self.pathway = editable(self.request.user, self.kwargs["uid"])
        self.step = Step(pathway=self.pathway)
        code = self.request.GET.get("nach", "")[:40]
        self.after = Step.objects.filter(pathway=self.pathway, code=code).first() if code else None
        self.preview_url = f"?{urlencode({'nach': code, 'vorschau': ''})}"

    def form(self, data: Any = None) -> StepForm:
        return StepForm(data, instance=self.step)

    def write(self, form: StepForm, more: list[Any]) -> Step:
        return save_step(
            by=self.request.user,
            step=form.instance,
            slots=list(form.cleaned_data["slots"]),
            exits=form.exits,
            after=self.after,
        )


class StepEdit(_OfStep):
    title = gettext_lazy("Edit a step")
    preview_url = "?vorschau="
    done_text = gettext_lazy("The step has been saved.")
    submit_label = gettext_lazy("Save step")

    def find(self) -> None:
        self.step = editable_step(self.request.user, self.kwargs["uid"])
        self.owner = self.pathway = self.step.pathway

    def form(self, data: Any = None) -> StepForm:
        return StepForm(data, instance=self.step)

    def write(self, form: StepForm, more: list[Any]) -> Step:
        if not form.has_changed():
            return form.instance
        return save_step(
            by=self.request.user,
            step=form.instance,
            slots=list(form.cleaned_data["slots"]),
            exits=form.exits,
            reason=form.reason_given,
        )

    def more_context(self, form: Any) -> dict[str, Any]:
        return {
            **super().more_context(form),
            "delete_url": reverse("pathways:step-delete", args=[self.step.uid]),
            "delete_label": _("Delete this step …"),
        }


class StepMove(MayRequired, View):
    """One place up or down; back to the step, so that a keyboard stays where it was."""

    permission = "pathways.change_draft"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = editable_step(request.user, kwargs["uid"])
        move_step(by=request.user, step=step, down=request.POST.get("wohin") == "ab")
        url = step.pathway.get_absolute_url()
        if request.headers.get(
            "HX-Request"
        ):  # draws the way anew without loading the page, and says where the step is
            return redirect(f"{url}?{urlencode({'verschoben': step.code})}")
        return redirect(f"{url}#schritt-{step.code.lower()}")


class StepDelete(ConfirmPage):
    permission = "pathways.change_draft"
    title = gettext_lazy("Delete a step")

    def find(self) -> None:
        self.step = editable_step(self.request.user, self.kwargs["uid"])
        self.owner = self.step.pathway

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        way = (self.owner.title, self.owner.get_absolute_url())
        context = {
            "title": self.title,
            "crumbs": [(_("Reporting pathways"), reverse("pathways:list")), way, (self.title, None)],
            "cancel_url": self.owner.get_absolute_url(),
            "danger": True,
            **self.asked(),
        }
        return render(request, "lib/confirm.html", context)

    def asked(self) -> dict[str, Any]:
        return {
            "question": _("Delete the step “%(title)s”?") % {"title": self.step},
            "text": _("What led here leads on to the step behind it. Published versions stay as they are."),
            "confirm_label": _("Delete"),
        }

    def write(self) -> str:
        delete_step(by=self.request.user, step=self.step)
        return _("The step has been deleted.")

    def undo_url(self, change_set: Any) -> str:
        return undo_url(self.owner, change_set)
