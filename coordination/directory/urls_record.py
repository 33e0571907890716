"""Addresses of records: pages, forms, time line, bin."""

from django.urls import path

from coordination.directory.views import (
    agreements,
    bin,
    contacts,
    editors,
    institution_forms,
    institutions,
    offers,
    people,
    photos,
    protection,
    timeline,
)

A, P, S = "arbeit/akteure/<uuid:uid>/", "arbeit/personen/<uuid:uid>/", "arbeit/angebote/<uuid:uid>/"
CONTACT, AFFILIATION, AGREEMENT = (
    f"arbeit/{word}/<uuid:uid>/" for word in ("kontakte", "zuordnungen", "vereinbarungen")
)
RESTORE = "arbeit/akteure/papierkorb"


def of_each_record(noun: str, start: str) -> list:
    """What institutions, people and services have alike."""
    return [
        path(f"{start}kontakte/neu/", contacts.ContactAdd.as_view(noun=noun), name=f"{noun}-contact-add"),
        path(f"{start}entfernen/", bin.Remove.as_view(noun=noun), name=f"{noun}-remove"),
        path(
            f"{start}verlauf/<uuid:change>/rueckgaengig/",
            timeline.Undo.as_view(noun=noun),
            name=f"{noun}-undo",
        ),
        path(f"{RESTORE}/{noun}/<uuid:uid>/", bin.Restore.as_view(noun=noun), name=f"{noun}-restore"),
    ]


urlpatterns = [
    path("arbeit/akteure/neu/", institution_forms.InstitutionAdd.as_view(), name="institution-add"),
    path(
        "arbeit/akteure/vorschlag/",
        institution_forms.InstitutionSuggest.as_view(),
        name="institution-suggest",
    ),
    path("arbeit/akteure/ort/", institution_forms.PlaceOfPostcode.as_view(), name="institution-place"),
    path("arbeit/akteure/papierkorb/", bin.Bin.as_view(), name="bin"),
    path(A, institutions.InstitutionRecord.as_view(), name="institution-detail"),
    path(f"{A}wieder-fuehren/", bin.LeadAgain.as_view(), name="institution-lead-again"),
    path(f"{A}bearbeiten/", institution_forms.InstitutionEdit.as_view(), name="institution-edit"),
    path(f"{A}personen/neu/", people.PersonAdd.as_view(), name="institution-person-add"),
    path(f"{A}angebote/neu/", offers.ServiceAdd.as_view(), name="institution-service-add"),
    path(f"{A}vereinbarungen/neu/", agreements.AgreementAdd.as_view(), name="institution-agreement-add"),
    path(f"{A}foto/", photos.PhotoEdit.as_view(), name="institution-photo"),
    path(f"{A}foto/entfernen/", photos.PhotoRemove.as_view(), name="institution-photo-remove"),
    path(f"{A}redaktion/", editors.Editors.as_view(), name="institution-editors"),
    path(f"{A}redaktion/<uuid:person>/beenden/", editors.EndEditor.as_view(), name="institution-editor-end"),
    path(f"{A}schuetzen/", protection.Protect.as_view(), name="institution-protect"),
    path(f"{A}schutz-aufheben/", protection.AskToLift.as_view(), name="institution-lift-ask"),
    path(f"{A}schutz-aufheben/entscheiden/", protection.DecideLift.as_view(), name="institution-lift-decide"),
    *of_each_record("institution", A),
    path("arbeit/personen/neu/", people.PersonAdd.as_view(), name="person-add"),
    path(P, people.PersonRecord.as_view(), name="person-detail"),
    path(f"{P}bearbeiten/", people.PersonEdit.as_view(), name="person-edit"),
    path(f"{P}zuordnungen/neu/", people.AffiliationAdd.as_view(), name="person-affiliation-add"),
    *of_each_record("person", P),
    path(S, offers.ServiceRecord.as_view(), name="service-detail"),
    path(f"{S}bearbeiten/", offers.ServiceEdit.as_view(), name="service-edit"),
    *of_each_record("service", S),
    path(f"{CONTACT}bearbeiten/", contacts.ContactEdit.as_view(), name="contact-edit"),
    path(f"{CONTACT}loeschen/", contacts.ContactDelete.as_view(), name="contact-delete"),
    path(f"{CONTACT}widerruf/", contacts.ConsentWithdrawn.as_view(), name="contact-withdraw"),
    path(f"{AFFILIATION}bearbeiten/", people.AffiliationEdit.as_view(), name="affiliation-edit"),
    path(f"{AFFILIATION}loeschen/", people.AffiliationDelete.as_view(), name="affiliation-delete"),
    path(f"{AGREEMENT}bearbeiten/", agreements.AgreementEdit.as_view(), name="agreement-edit"),
    path(f"{AGREEMENT}loeschen/", agreements.AgreementDelete.as_view(), name="agreement-delete"),
]
