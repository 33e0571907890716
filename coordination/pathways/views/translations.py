"""A pathway in Leichte Sprache and other languages: what there is, and the texts of one step beside the German ones."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from coordination.pathways.forms.translations import TextsForm
from coordination.pathways.freezing import flow_of
from coordination.pathways.models import Pathway, Step
from coordination.pathways.services.translating import save_texts
from coordination.pathways.tongues import HEAD, LABELS, Tongue, Voices, known_tongues, mark_all
from coordination.pathways.views.drafts import pathway_of
from coordination.pathways.views.editing import editable


def crumbs_to(pathway: Pathway, *more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    way = (pathway.title, pathway.get_absolute_url())
    return [(_("Reporting pathways"), reverse("pathways:list")), way, *more]


class Languages(MayRequired, View):
    """Both columns of one language, or of which languages there are texts."""

    permission = "pathways.view_draft"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pathway = pathway_of(request.user, kwargs["uid"])
        if pathway.network_id is None:
            raise Http404
        flow = flow_of(pathway)
        voices, tongues = Voices(pathway, flow), known_tongues()
        begun = set(voices.languages())
        tongue = next((one for one in tongues if one.code == request.GET.get("sprache")), None)
        context = {
            "title": _("Languages: %(title)s") % {"title": pathway.title},
            "pathway": pathway,
            "begun": [(one, self._counted(voices, one.code)) for one in tongues if one.code in begun],
            "others": [one for one in tongues if one.code not in begun],
            "tongue": tongue,
            "rows": list(self._rows(voices, tongue)) if tongue else [],
            "may_change": Pathway.objects.editable_by(request.user).filter(pk=pathway.pk).exists(),
            "crumbs": crumbs_to(pathway, (_("Languages"), None)),
        }
        return render(request, "pathways/languages.html", context)

    def _counted(self, voices: Voices, language: str) -> Counter[str]:
        branch = {step.code for step in voices.flow.branch}
        own = (texts for code, texts in voices.states(language).items() if code not in branch)
        return Counter(state for texts in own for state in texts.values())

    def _rows(self, voices: Voices, tongue: Tongue) -> Any:
        names = {step.code: step for step in voices.flow.steps}
        for code, states in voices.states(tongue.code).items():
            step = names.get(code)
            if step is not None and step.in_branch:
                continue  # the emergency branch is a pathway of its own and has its own texts
            texts = [
                (LABELS[name], german, voices.rows.get((code, name, tongue.code)), states[name])
                for name, german in voices.german[code].items()
            ]
            yield code, step, texts


class Texts(MayRequired, View):
    """The texts of one step (``weg``: of the head) in one language."""

    permission = "pathways.change_draft"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        form = self.form(initial={name: row.text for name, row in self.rows.items()} | self._first())
        return self.page(form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        words = form.cleaned_data
        try:
            save_texts(
                by=request.user,
                pathway=self.pathway,
                of=self.of,
                language=self.tongue.code,
                german=self.german,
                texts=words,
                is_checked=words["is_checked"],
                seen=words["seen"],
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
            if broken.code == "changed_meanwhile":
                form.data = form.data.copy()
                form.data["seen"] = mark_all(self.rows.values())
            return self.page(form, is_conflict=True)
        tell(request, _("The texts have been saved."))
        url = reverse("pathways:languages", args=[self.pathway.uid])
        return redirect(f"{url}?sprache={self.tongue.code}#{kwargs['step'].lower()}")

    def find(self) -> None:
        self.pathway = editable(self.request.user, self.kwargs["uid"])
        code = self.kwargs["step"]
        flow = flow_of(self.pathway)
        voices = Voices(self.pathway, flow)
        tongue = next((one for one in known_tongues() if one.code == self.kwargs["language"]), None)
        if tongue is None or code not in voices.german or (code in flow and flow[code].in_branch):
            raise Http404
        self.tongue, self.german = tongue, voices.german[code]
        self.name = flow[code].title if code != HEAD else _("The pathway itself")
        own = Step.objects.filter(pathway=self.pathway, code=code)
        self.of = self.pathway.uid if code == HEAD else own.values_list("uid", flat=True).get()
        self.rows = {
            name: row
            for (at, name, language), row in voices.rows.items()
            if (at, language) == (code, tongue.code)
        }

    def form(self, data: Any = None, **options: Any) -> TextsForm:
        return TextsForm(data, german=self.german, tongue=self.tongue, **options)

    def _first(self) -> dict[str, Any]:
        states = {row.state for row in self.rows.values()}
        current = all(row.is_of(self.german.get(name, "")) for name, row in self.rows.items())
        return {"seen": mark_all(self.rows.values()), "is_checked": states == {"checked"} and current}

    def page(self, form: TextsForm, *, is_conflict: bool = False) -> HttpResponse:
        language = (
            self.tongue.name,
            f"{reverse('pathways:languages', args=[self.pathway.uid])}?sprache={self.tongue.code}",
        )
        context = {
            "title": _("%(language)s: %(step)s") % {"step": self.name, "language": self.tongue.name},
            "form": form,
            "pairs": [
                (form[name], LABELS[name], german, self._theirs(name, is_conflict))
                for name, german in self.german.items()
            ],
            "tongue": self.tongue,
            "cancel_url": language[1],
            "crumbs": crumbs_to(self.pathway, language, (self.name, None)),
        }
        return render(self.request, "pathways/texts_form.html", context)

    def _theirs(self, name: str, is_conflict: bool) -> str:
        row = self.rows.get(name)
        return row.text if is_conflict and row is not None else ""
