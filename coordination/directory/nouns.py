"""What the lists of this room are called where they leave it: files, requests, mails."""

from django.utils.translation import gettext_lazy

NAMES = {
    "institution": gettext_lazy("Institutions"),
    "person": gettext_lazy("People"),
    "service": gettext_lazy("Services"),
}
