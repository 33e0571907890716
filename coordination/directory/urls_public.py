"""Public addresses of the directory."""

from django.urls import path

from coordination.directory.views import public, public_detail, public_feeds, public_ways, public_wrong
from coordination.lib.caching import public as kept

app_name = "public"
urlpatterns = [
    path("akteure/", kept()(public.PublicList.as_view()), name="list"),
    path("akteure/orte/", kept(300)(public_ways.Places.as_view()), name="places"),
    path("akteure/arten/", kept(300)(public_ways.Types.as_view()), name="types"),
    path("akteure/themen/", kept(300)(public_ways.Topics.as_view()), name="topics"),
    path("akteure/ort/<slug:place>/", kept()(public.AtPlace.as_view()), name="place"),
    path("akteure/art/<slug:code>/", kept()(public.OfType.as_view()), name="type"),
    path("akteure/thema/<slug:code>/", kept()(public.OfTopic.as_view()), name="topic"),
    path("akteure/aenderungen.atom", kept(300)(public_feeds.changes), name="changes"),
    path("akteure/<uuid:uid>/", kept()(public_detail.PublicDetail.as_view()), name="detail"),
    path("akteure/<uuid:uid>/hinweis/", public_wrong.Wrong.as_view(), name="wrong"),
    path("akteure/<uuid:uid>/hinweis/danke/", public_wrong.WrongThanks.as_view(), name="wrong-thanks"),
    path("robots.txt", kept(3600)(public_feeds.robots), name="robots"),
    path("sitemap.xml", kept(3600)(public_feeds.Sitemap.as_view()), name="sitemap"),
    path("sitemap-<int:number>.xml", kept(3600)(public_feeds.Sitemap.as_view()), name="sitemap-page"),
]
