"""Reads a pathway with its emergency branch from the database as a flow: for checks, previews and versions."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Prefetch

from coordination.pathways.flow import Exit, Flow, FlowStep, Norm, numbered
from coordination.pathways.models import LegalBasis, Pathway, Step, StepSlot, Transition


def flow_of(pathway: Pathway) -> Flow:
    """Return the pathway as it stands now, by a fixed number of questions."""
    rows = list(
        Step.objects.filter(pathway__in=[pathway.pk, pathway.branch_id])
        .select_related("legal_basis")
        .prefetch_related(
            Prefetch("slots", StepSlot.objects.select_related("kind").order_by("position", "id")),
            Prefetch("exits", Transition.objects.select_related("to_step").order_by("-kind", "id")),
        )
        .order_by("position", "id")
    )
    main = [row for row in rows if row.pathway_id == pathway.pk]
    branch = [row for row in rows if row.pathway_id != pathway.pk]
    prefix = f"{pathway.branch.code}." if pathway.branch is not None else ""
    door = f"{prefix}{branch[0].code}" if branch else ""
    steps = [_step(row, "", door) for row in main] + [_step(row, prefix, door) for row in branch]
    bases = [row.legal_basis for row in pathway.bases.select_related("legal_basis").order_by("id")]
    audience = list(pathway.audience.values_list("institution_type__code", "profession__code"))
    return Flow(
        code=pathway.code,
        title=pathway.title,
        who=pathway.who,
        purpose=pathway.purpose,
        voice=pathway.voice,
        land=pathway.land.abbreviation if pathway.land is not None else "",
        types=tuple(kind for kind, _profession in audience if kind),
        professions=tuple(profession for _kind, profession in audience if profession),
        norms=tuple(map(_norm, bases)),
        steps=tuple(replace(step, number=number) for step, number in numbered(steps)),
        source=pathway.source,
        checked_on=pathway.checked_on,
    )


def _step(row: Step, prefix: str, door: str) -> FlowStep:
    exits = [
        Exit(
            kind=one.kind,
            to=door if one.to_step is None else f"{prefix}{one.to_step.code}",
            label=one.label,
            is_loop=one.is_loop,
        )
        for one in row.exits.all()
    ]
    return FlowStep(
        code=f"{prefix}{row.code}",
        kind=row.kind,
        title=row.title,
        body=row.body,
        responsible=row.responsible,
        time_code=row.time_code,
        time_days=row.time_days,
        is_proposal=row.is_proposal,
        norm=_norm(row.legal_basis) if row.legal_basis is not None else None,
        slots=tuple(slot.kind.code for slot in row.slots.all()),
        documents=tuple(documents_of(row.documents)),
        exits=tuple(exits),
        in_branch=bool(prefix),
        source=row.source,
        checked_on=row.checked_on,
    )


def documents_of(text: str) -> list[tuple[str, str]]:
    """ "Beobachtungsbogen | https://…" → title and address; without an address only the title."""
    found = []
    for line in text.splitlines():
        title, _bar, link = (part.strip() for part in line.partition("|"))
        if title:
            found.append((title, link if link.startswith(("https://", "http://", "/")) else ""))
    return found


def _norm(basis: LegalBasis) -> Norm:
    return Norm(basis.citation, basis.title, basis.link, basis.valid_until)
