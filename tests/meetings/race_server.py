"""What gunicorn serves in the race for places: the application without limits and without the pause of guests.

``RACE_LOCK=off`` leaves the lock of the event's row away, for the counter-check.
"""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")
settings.LIMITS_OFF = True
django.setup()

from coordination.lib import guests  # noqa: E402 -- needs the settings
from coordination.wsgi import application  # noqa: E402
from meetings.models import Event  # noqa: E402
from meetings.services import places  # noqa: E402

__all__ = ["application"]

guests.FASTEST = -1
if os.environ.get("RACE_LOCK") == "off":
    places.locked = lambda one: Event.objects.select_related("network", "venue").get(pk=one.pk)
