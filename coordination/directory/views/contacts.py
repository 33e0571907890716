"""Adding, changing and deleting a contact of an institution, a person or a service."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.models import Network
from coordination.accounts.permissions import scope_of
from coordination.directory.forms.contacts import ContactForm
from coordination.directory.models import ContactPoint, Institution
from coordination.directory.services.contacts import delete_contact, save_contact, withdraw_consent
from coordination.directory.services.ownership import owners
from coordination.directory.views.confirming import ConfirmPage
from coordination.directory.views.records import NOUNS, RecordForm
from coordination.lib.levels import Level


def editable_contact(user: Any, uid: Any) -> ContactPoint:
    """A contact the user sees and whose network's to change; else 404, also for another network's public one."""
    rows = ContactPoint.objects.visible_to(user).editable_by(user)
    return get_object_or_404(rows.select_related("institution", "person", "service", "network"), uid=uid)


def owner_of(contact: ContactPoint) -> Any:
    return contact.institution or contact.person or contact.service


class _ContactForm(RecordForm):
    permission = "directory.change_contactpoint"
    done_text = gettext_lazy("The contact has been saved.")

    def form(self, data: Any = None) -> ContactForm:
        networks = self.networks()
        reads = min((scope_of(self.request.user).reads_in(one.pk) for one in networks), default=Level.PUBLIC)
        return ContactForm(data, instance=self.contact, networks=networks, reads=reads)

    def networks(self) -> list[Network]:
        """For which network: what is there keeps its own, so do contacts of a person or a service."""
        if self.contact.network is not None:
            return [self.contact.network]
        if isinstance(self.owner, Institution):
            return owners(self.request.user, self.owner)
        return [self.owner.network]

    def write(self, form: ContactForm, more: list[Any]) -> ContactPoint:
        if not form.has_changed():
            return form.instance
        return save_contact(by=self.request.user, contact=form.instance, reason=form.reason_given)

    def next_url(self, written: Any) -> str:
        return self.owner.get_absolute_url()


class ContactAdd(_ContactForm):
    title = gettext_lazy("Add a contact")
    noun = "institution"

    def find(self) -> None:
        self.owner = self.editable(NOUNS[self.noun], self.kwargs["uid"])
        self.contact = ContactPoint(**{self.noun: self.owner})


class ContactEdit(_ContactForm):
    title = gettext_lazy("Edit a contact")

    def find(self) -> None:
        self.contact = editable_contact(self.request.user, self.kwargs["uid"])
        self.owner = owner_of(self.contact)

    def more_context(self, form: Any) -> dict[str, Any]:
        consent = self.contact.legal_ground == ContactPoint.Ground.CONSENT
        return {
            "delete_url": reverse("directory:contact-delete", args=[self.contact.uid]),
            "delete_label": _("Delete this contact …"),
            "withdraw_url": reverse("directory:contact-withdraw", args=[self.contact.uid]) if consent else "",
        }


class ContactDelete(ConfirmPage):
    permission = "directory.change_contactpoint"
    title = gettext_lazy("Delete a contact")

    def find(self) -> None:
        self.contact = editable_contact(self.request.user, self.kwargs["uid"])
        self.owner = owner_of(self.contact)

    def asked(self) -> dict[str, Any]:
        kind = self.contact.purpose or self.contact.get_kind_display()
        return {
            "question": _("Delete “%(what)s” of %(owner)s?")
            % {"what": f"{kind}: {self.contact}", "owner": self.owner},
            "text": _("You can take this back in the history."),
            "confirm_label": _("Delete"),
        }

    def write(self) -> str:
        delete_contact(by=self.request.user, contact=self.contact)
        return _("The contact has been deleted.")


class ConsentWithdrawn(ContactDelete):
    title = gettext_lazy("Consent withdrawn")

    def asked(self) -> dict[str, Any]:
        return {
            "question": _("Delete “%(what)s” for good, because the consent was withdrawn?")
            % {"what": self.contact},
            "text": _(
                "The number is deleted at once, in the history as well. This cannot be taken back. "
                "Only the proof stays that there was a consent and that it was withdrawn."
            ),
            "confirm_label": _("Delete for good"),
        }

    def write(self) -> str:
        withdraw_consent(by=self.request.user, contact=self.contact)
        return _("The number has been deleted for good.")

    def undo_url(self, change_set: Any) -> str:
        return ""
