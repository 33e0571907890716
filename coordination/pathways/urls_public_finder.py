"""Public addresses of the finder."""

from csp.decorators import csp_update
from django.urls import URLPattern, path

from coordination.lib.caching import public
from coordination.pathways.views.finder import Finder, FinderWay
from coordination.pathways.views.offline import Embed, Manifest, Offline, Worker

# Only here a page may be installed on a device.
installable = csp_update({"manifest-src": ["'self'"], "worker-src": ["'self'"]})

F = "wer-hilft/"
urlpatterns: list[URLPattern] = [
    path(F, installable(public()(Finder.as_view())), name="finder"),
    path(f"{F}sw.js", public()(Worker.as_view()), name="finder-worker"),
    path(f"{F}app.webmanifest", public()(Manifest.as_view()), name="finder-manifest"),
    path(f"{F}ohne-netz.html", installable(public()(Offline.as_view())), name="finder-offline"),
    path(f"{F}einbetten.html", public()(Embed.as_view()), name="finder-embed"),
    path(f"{F}formular.html", public()(Embed.as_view()), {"raw": True}, name="finder-snippet"),
    path(f"{F}<slug:slug>/", installable(public()(FinderWay.as_view())), name="finder-way"),
]
