"""Founding a network, changing its details and rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import (
    AuditEntry,
    CatchmentMunicipality,
    Network,
    NetworkHost,
    NetworkRule,
    User,
)
from coordination.accounts.permissions import Reach, scope_of
from coordination.accounts.reference import legal_basis_of
from coordination.accounts.services.audit import record
from coordination.lib import files
from coordination.lib.errors import RuleBroken
from coordination.lib.history import changes
from coordination.lib.models import ChangeSet, StoredFile
from coordination.places.models import Land, Municipality

LOGO_MAX_BYTES = 2 * 1024 * 1024


@files.purpose("logo", types=files.PICTURES, max_bytes=LOGO_MAX_BYTES, public=True)
def may_read_logo(user: Any, file: StoredFile) -> bool:
    """Everybody sees a logo that some network carries."""
    return Network.objects.filter(logo=file).exists()


def found_network(
    *, name: str, slug: str, land: Land, municipalities: Iterable[Municipality] = (), **details: str
) -> Network:
    """Make a network on this machine. The legal basis is that of its Land until the coordination changes it.

    Raises RuleBroken naming what is missing, taken or malformed.
    """
    basis = legal_basis_of(land.abbreviation)
    network = Network(
        name=name.strip(),
        slug=slug,
        land=land,
        legal_basis=basis.citation,
        legal_basis_url=basis.link,
        **details,
    )
    try:
        network.full_clean()
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages), code="network_invalid") from error
    with changes(by=None, source=ChangeSet.Source.SYSTEM):
        network.save()
        for municipality in municipalities:
            CatchmentMunicipality.objects.create(network=network, municipality=municipality)
        record(by=None, did=AuditEntry.Did.CHANGED_NETWORK, to=network, network=network)
    return network


def change_network(
    *,
    by: User,
    network: Network,
    catchment: list[Municipality] | None = None,
    logo: File | None = None,
    drop_logo: bool = False,
) -> Network:
    """Save a network's details, its logo and the municipalities it works for.

    Raises EditConflict when somebody saved it meanwhile, RuleBroken for a logo that is no picture we take or too large.
    """
    _must_change(by, network)
    if logo is not None and (logo.size or 0) > LOGO_MAX_BYTES:  # as sent: drawn anew, every picture is small
        raise RuleBroken(_("The file is too large: at most %(mega)s MB.") % {"mega": 2}, code="file_size")
    with changes(by=by):
        earlier = network.logo
        if logo is not None:
            network.logo = files.keep_picture(
                logo, purpose="logo", by=by, network_id=network.pk, longest_side=400
            )
        elif drop_logo:
            network.logo = None
        network.save()
        if earlier is not None and network.logo_id != earlier.pk:
            earlier.delete()
        if catchment is not None:
            _serve(network, catchment)
        record(by=by, did=AuditEntry.Did.CHANGED_NETWORK, to=network, network=network)
    return network


def _serve(network: Network, catchment: list[Municipality]) -> None:
    wanted = {municipality.pk: municipality for municipality in catchment}
    for row in network.catchment.exclude(municipality__in=wanted):
        row.delete()
    there = set(network.catchment.values_list("municipality", flat=True))
    for pk, municipality in wanted.items():
        if pk not in there:
            CatchmentMunicipality.objects.create(network=network, municipality=municipality)


def set_up_network(*, by: User, network: Network, hosts: Collection[str]) -> Network:
    """Save what the operators of the machine decide: slug, Land, whether it is running, and the hosts it answers at.

    Raises EditConflict when somebody saved it meanwhile, RuleBroken: ``not_yours``, ``other_land``, ``host_taken``.
    """
    if not by.is_operator:
        raise RuleBroken(_("Only the operators of this machine set that."), code="not_yours")
    with changes(by=by):
        abroad = network.catchment.exclude(municipality__district__land=network.land_id)
        if names := ", ".join(str(row) for row in abroad.select_related("municipality")[:3]):
            raise RuleBroken(
                _("The network works for %(places)s, in another Land. Its coordination takes them out first.")
                % {"places": names},
                code="other_land",
            )
        taken = NetworkHost.objects.filter(host__in=hosts).exclude(network=network).select_related("network")
        if (row := taken.order_by("host").first()) is not None:
            raise RuleBroken(
                _("“%(host)s” belongs to %(network)s already.") % {"host": row.host, "network": row.network},
                code="host_taken",
            )
        network.save()
        for row in network.hosts.exclude(host__in=hosts):
            row.delete()
        there = set(network.hosts.values_list("host", flat=True))
        for host in hosts:
            if host not in there:
                NetworkHost.objects.create(network=network, host=host)
        detail = ", ".join(hosts)
        record(by=by, did=AuditEntry.Did.CHANGED_NETWORK, to=network, network=network, detail=detail)
    return network


def switch_rule(*, by: User, network: Network, rule: str, is_on: bool, reason: str = "") -> NetworkRule:
    """Switch a rule of the network off or on again; off needs a reason, which is kept."""
    _must_change(by, network)
    if not is_on and not reason.strip():
        raise RuleBroken(_("Switching a rule off needs a reason."), code="reason_missing")
    if rule == NetworkRule.Rule.FOUR_EYES_PROTECTED and not is_on:
        raise RuleBroken(_("The protection of a place always needs four eyes."), code="always_on")
    with changes(by=by, reason=reason):
        row = network.rules.filter(rule=rule).first() or NetworkRule(network=network, rule=rule)
        row.is_on, row.reason = is_on, reason.strip()
        row.save()
        detail = f"{rule}: {'on' if is_on else 'off'}"
        record(by=by, did=AuditEntry.Did.SWITCHED, to=row, network=network, detail=detail)
    return row


def _must_change(by: User, network: Network) -> None:
    if network.pk not in scope_of(by).may("accounts.change_network", reach=Reach.OWN):
        raise RuleBroken(_("Only the coordination changes its network."), code="not_yours")
