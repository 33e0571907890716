"""Rows of remarks on drafts about a person."""

from coordination.pathways.models import Pathway, Remark, Reviewer


def make(*, user, person, network, other_user):
    code = f"entwurf-{user.pk}"
    pathway = Pathway.objects.create(network=network, title=code, code="P77", slug=code)
    Reviewer.objects.create(pathway=pathway, user=user, asked_by=other_user)
    Reviewer.objects.create(pathway=pathway, user=other_user, asked_by=user)
    Remark.objects.create(pathway=pathway, author=user, text="Der zweite Schritt fehlt.")
