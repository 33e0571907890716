"""Publication levels: visibility is a property of the datum, not of the page."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """Who may see a datum, from everyone to the coordination office. A reader of level n sees what is at most n."""

    PUBLIC = 10, _("Public")
    PROFESSIONALS = 20, _("Professionals")
    NETWORK = 30, _("Network")
    COORDINATION = 40, _("Coordination")


ICONS = {
    Level.PUBLIC: "globe",
    Level.PROFESSIONALS: "badge",
    Level.NETWORK: "network",
    Level.COORDINATION: "lock",
}
