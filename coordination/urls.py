"""All addresses: German for people, workspace under /arbeit/, public pages in English under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from coordination.api import description
from coordination.lib.api.guide import Guide
from coordination.lib.caching import public

handler400 = "coordination.lib.pages.bad_request"
handler500 = "coordination.lib.pages.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", public(3600)(Guide.as_view(describes=description)), name="api-guide"),
    path("api/v1/", include("coordination.api")),
    path("konto/", include("coordination.accounts.urls_entrance")),
    path("", include("coordination.lib.urls")),
    path("", include("coordination.accounts.urls")),
    path("", include("coordination.directory.urls")),
    path("", include("coordination.pathways.urls")),
    path("", include("network.urls")),
    path("", include("meetings.urls")),
    path("", include("coordination.overview.urls")),
    # Public pages speak German, and English under /en/.
    *i18n_patterns(
        path("", include("coordination.overview.urls_public")),
        path("", include("coordination.places.urls")),
        path("", include("coordination.directory.urls_public")),
        path("", include("coordination.directory.urls_charge")),
        path("", include("coordination.pathways.urls_public")),
        path("", include("network.urls_public")),
        path("", include("meetings.urls_public")),
        prefix_default_language=False,
    ),
]

if settings.DEBUG:
    from coordination.lib.style import style

    urlpatterns.append(path("stil/", style, name="style"))
