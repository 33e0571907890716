"""What every page needs to know: the network, the navigation, the demo mark. Looked up only when a template asks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from coordination.accounts import around
from coordination.accounts.models import Network
from coordination.accounts.permissions import Reach, scope_of
from coordination.accounts.scope import Tenant
from coordination.lib.kept import kept, stamp_of
from coordination.lib.named import address_of

# label, icon, name of the page, permission (None: every signed-in person), paths that count as inside
WORKSPACE: list[tuple[Any, str, str, str | None, tuple[str, ...]]] = [
    (_("Today"), "today", "overview:today", None, ()),
    (
        _("Actors"),
        "building",
        "directory:institution-list",
        "directory.view_institution",
        ("/arbeit/akteure/", "/arbeit/personen/", "/arbeit/angebote/"),
    ),
    (
        _("Reporting pathways"),
        "route",
        "pathways:list",
        "pathways.view_draft",
        ("/arbeit/mitteilungswege/", "/arbeit/handreichungen/"),
    ),
    (_("Net"), "network", "network:map", "network.view_graph", ("/arbeit/netz/",)),
    (_("Events"), "calendar", "meetings:event-list", "meetings.view_event", ("/arbeit/veranstaltungen/",)),
    (_("Groups"), "group", "meetings:group-list", "meetings.view_group", ("/arbeit/gruppen/",)),
    (
        _("Who is in charge now?"),
        "phone",
        "directory:in-charge-at-work",
        "directory.view_service",
        ("/arbeit/zustaendig/",),
    ),
]
ADMINISTRATION = [
    (_("People and roles"), "group", "accounts:people", "accounts.view_membership"),
    (_("Log"), "clock", "accounts:log", "accounts.view_audit"),
    (_("Data protection"), "shield", "directory:privacy", "accounts.view_audit"),
]


def network_of(request: HttpRequest) -> Network | Tenant | None:
    """Return the network whose name the page carries: in the workspace the user's own, else the one at this host."""
    tenants = scope_of(getattr(request, "user", None)).tenants
    if tenants and request.path.startswith(("/arbeit/", "/konto/")):
        return next(iter(tenants.values()))
    return network_here(request)


def network_here(request: HttpRequest) -> Network | None:
    """Return the network whose public pages answer at this host; None: several, and the host is none of theirs.

    Kept until something was changed: each public page asks, and asking costs more than anything else it does.
    """
    if not hasattr(request, "_network_here"):
        host = request.get_host()
        request._network_here = kept(
            ("network here", host),
            stamp_of(request),
            lambda: Network.objects.at_host(host).select_related("logo").first(),
            seconds=5,
        )
    return request._network_here


def _entry(label: Any, icon: str, url: str, *, current: bool = False) -> dict[str, Any]:
    return {"label": label, "icon": icon, "url": url, "current": current, "count": None}


def _workspace(request: HttpRequest) -> list[dict[str, Any]]:
    scope = scope_of(request.user)
    entries = []
    for label, icon, name, permission, inside in WORKSPACE:
        if permission is None or scope.may_anywhere(permission):
            if not (url := address_of(name)):
                continue
            current = request.path == url or request.path.startswith(inside)
            entry = _entry(label, icon, url, current=current)
            if name == "overview:today":
                entry["count_url"] = address_of("overview:waiting-count")
            entries.append(entry)
    return entries


def _administration(request: HttpRequest) -> list[dict[str, Any]]:
    scope = scope_of(request.user)
    entries = [
        _entry(label, icon, address_of(name))
        for label, icon, name, permission in ADMINISTRATION
        if scope.may(permission)
    ]
    changeable = scope.may("accounts.change_network", reach=Reach.OWN)
    entries += [
        _entry(tenant.label, "edit", reverse("accounts:network", args=[tenant.uid]))
        for tenant in scope.tenants.values()
        if tenant.id in changeable
    ]
    readable = scope.may("accounts.view_networktext")
    entries += [
        _entry(
            _("Texts of the public pages") if len(readable) == 1 else f"{_('Texts')}: {tenant.label}",
            "doc",
            reverse("accounts:texts", args=[tenant.uid]),
        )
        for tenant in scope.tenants.values()
        if tenant.id in readable
    ]
    if scope.may("overview.view_barrier"):
        entries.append(_entry(_("Reported barriers"), "accessible", address_of("overview:barriers")))
    if request.user.is_operator:
        machine = address_of("accounts:machine-networks")
        entries.append(_entry(_("Networks of this machine"), "network", machine))
        entries.append(_entry(_("Background work"), "info", address_of("lib:trouble")))
        entries.append(_entry(_("Lost second factor"), "key", address_of("accounts:lost-factor")))
    return entries


def _contact(network: Network | Tenant | None) -> list[str]:
    """The lines of the foot; a tenant knows none, and pages of the workspace have no foot."""
    names = ("contact_name", "contact_address", "contact_phone")
    return [line for name in names if (line := getattr(network, name, ""))]


def _demo_tools() -> list[dict[str, Any]]:
    return [
        _entry(_("Logins of the demo"), "key", address_of("accounts:demo")),
        _entry(_("Mails of the demo"), "mail", address_of("lib:outbox-demo")),
    ]


def house(request: HttpRequest) -> dict[str, Any]:
    """Return ``house`` for the base templates (see ``templates/base*.html``)."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    network = SimpleLazyObject(lambda: network_of(request))
    values: dict[str, Any] = {
        "network": network,
        "subtitle": SimpleLazyObject(lambda: getattr(network, "host_body", "")),
        "demo": settings.DEMO,
        "public_navigation": SimpleLazyObject(lambda: around.links(around.NAVIGATION, request)),
        "public_url": address_of("site:start"),
        "page_url": SimpleLazyObject(lambda: request.build_absolute_uri(request.path)),
        "footer": SimpleLazyObject(around.footer),
        "de": around.german(),
        "legal": SimpleLazyObject(lambda: around.links(around.LEGAL)),
        "languages": SimpleLazyObject(lambda: around.other_languages(request)),
        "contact": SimpleLazyObject(lambda: _contact(network)),
        "login_url": address_of("account_login"),
        "tools": SimpleLazyObject(lambda: around.tools(request)),
        "demo_tools": _demo_tools() if settings.DEMO else [],
    }
    if signed_in:
        values |= {
            "scope": SimpleLazyObject(lambda: scope_of(user)),
            "navigation": SimpleLazyObject(lambda: _workspace(request)),
            "account": {"name": user.get_full_name(), "initials": user.initials},
            "account_menu": [
                _entry(_("Profile"), "person", address_of("accounts:profile")),
                _entry(_("My data"), "shield", address_of("directory:my-data")),
            ],
            "admin_menu": SimpleLazyObject(lambda: _administration(request)),
            "search_url": address_of("overview:search"),
            "logout_url": address_of("account_logout"),
            "home_url": address_of("overview:today"),
        }
        if settings.DEMO:
            values["account_menu"] += _demo_tools()
    return {"house": values}
