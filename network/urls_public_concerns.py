"""Public addresses of concerns."""

from django.urls import path

from coordination.lib.caching import public
from network.views.public_answers import AnswerTimes

urlpatterns = [path("antwortzeiten/", public(300)(AnswerTimes.as_view()), name="answers")]
