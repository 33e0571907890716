"""Public addresses of the start page and of what a network says about itself."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from coordination.lib.caching import public
from coordination.overview import barriers, site, start


def _text(page: str, **options: object):
    return public(300)(site.TextPage.as_view(page=page, **options))


app_name = "site"
urlpatterns = [
    path("", public()(start.Start.as_view()), name="start"),
    path("ueber-das-netzwerk/", _text("about"), name="about"),
    path("leichte-sprache/", _text("about", easy=True, title=_("Easy language")), name="easy"),
    path("kontakt/", _text("contact"), name="contact"),
    path("kontakt/leichte-sprache/", _text("contact", easy=True), name="contact-easy"),
    path("impressum/", _text("imprint"), name="imprint"),
    path("impressum/leichte-sprache/", _text("imprint", easy=True), name="imprint-easy"),
    path("datenschutz/", _text("privacy"), name="privacy"),
    path("datenschutz/leichte-sprache/", _text("privacy", easy=True), name="privacy-easy"),
    path("barrierefreiheit/", _text("accessibility"), name="accessibility"),
    path("barrierefreiheit/leichte-sprache/", _text("accessibility", easy=True), name="accessibility-easy"),
    path("barriere-melden/", barriers.ReportBarrier.as_view(), name="barrier"),
    path("barriere-melden/danke/", public(300)(barriers.BarrierThanks.as_view()), name="barrier-thanks"),
]
