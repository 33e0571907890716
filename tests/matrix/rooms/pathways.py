"""Canaries of the pathways: drafts of a network, and what stands in them."""

from coordination.directory.models import Language
from coordination.lib.levels import Level
from coordination.lib.models import Translation
from coordination.pathways.models import LegalBasis, Pathway, Release, Step, StepSlot, StepVariant, Transition
from tests.factories.directory import ServiceKindFactory
from tests.matrix.rooms import pathways_finder, pathways_handouts


def fill(world, network):
    drafts = "pathways.view_draft"
    Language.objects.get_or_create(code="ar", defaults={"name": "Arabisch"})
    basis = LegalBasis.objects.get_or_create(
        code="sgb8-8a", defaults={"citation": "§ 8a SGB VIII", "wording": "Schutzauftrag", "source": "Probe"}
    )[0]
    pathway = Pathway.objects.create(
        network=network,
        code="P01",
        slug=f"schule-{network.slug}",
        title=world.canary("pathway.title", Level.PUBLIC, network, right=drafts),
        who="Ich bin Lehrkraft",
    )
    first, last = (
        Step.objects.create(
            pathway=pathway,
            position=position,
            code=code,
            kind=kind,
            title=world.canary("step.title", Level.PUBLIC, network, right=drafts),
            body=world.canary("step.body", Level.PUBLIC, network, right=drafts),
        )
        for position, code, kind in ((1, "beobachten", "observe"), (2, "mitteilen", "report"))
    )
    slot = StepSlot.objects.create(step=last, kind=ServiceKindFactory())
    exit_ = Transition.objects.create(from_step=first, to_step=last)
    variant = StepVariant.objects.create(
        step=first,
        land=network.land,
        body=world.canary("variant.body", Level.PUBLIC, network, right=drafts),
        source="Probe",
    )
    release = Release.objects.create(
        pathway=pathway,
        number=1,
        change_note=world.canary("release.change_note", Level.PUBLIC, network, right=drafts),
    )
    template = Pathway.objects.get_or_create(
        code="P99", network=None, defaults={"slug": "vorlage", "title": "Vorlage", "who": "Ich bin Probe"}
    )[0]
    world.keep(template, network, Level.PUBLIC, state="template")
    for thing in (basis, pathway, first, slot, exit_, variant, release):
        world.keep(thing, network, Level.PUBLIC if thing is basis else Level.COORDINATION)
    Translation.objects.create(
        of=pathway.uid,
        field="title",
        language="ar",
        text=world.canary("translation.text", Level.PUBLIC, network, right=drafts),
    )
    pathways_handouts.fill(world, network)
    pathways_finder.fill(world, network)
