"""Public addresses of handouts."""

from django.urls import path

from coordination.lib.caching import public
from coordination.lib.limits import limited
from coordination.pathways.views.handouts import Currency, CurrencyData, EnterCode, HandoutPage
from coordination.pathways.views.notices import AskForNotice, Notice, NoticeAsked

_ask = limited("notices asked for", "10/15m", writing_only=True)(AskForNotice.as_view())

urlpatterns = [
    path("mitteilungswege/<slug:slug>/handreichung/", public()(HandoutPage.as_view()), name="handout"),
    path("h/", public()(EnterCode.as_view()), name="code"),
    path("h/nachricht/<str:token>/", Notice.as_view(), name="notice"),
    path("h/<str:code>/", public()(Currency.as_view()), name="currency"),
    path("h/<str:code>/stand.json", public()(CurrencyData.as_view()), name="currency-data"),
    path("h/<str:code>/nachricht/", _ask, name="notice-ask"),
    path("h/<str:code>/nachricht/danke/", NoticeAsked.as_view(), name="notice-asked"),
]
