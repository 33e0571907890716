"""All addresses and /stil/, which the roof adds only where DEBUG is on."""

from django.urls import path

from coordination.lib.style import style
from coordination.urls import handler500, urlpatterns

urlpatterns = [*urlpatterns, path("stil/", style, name="style")]

__all__ = ["handler500", "urlpatterns"]
