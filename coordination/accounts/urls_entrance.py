"""Addresses of signing in: exactly what is offered here, under German paths; allauth keeps its names for them."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as key
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path, reverse_lazy
from django.views.generic import RedirectView

from coordination.accounts.views import entrance


def not_offered(request: HttpRequest) -> HttpResponse:
    """Allauth looks these names up, so they need an address; nobody gets in here without an invitation."""
    raise Http404


urlpatterns = [
    path("anmelden/", account.login, name="account_login"),
    path("anmelden/passkey/", key.login_webauthn, name="mfa_login_webauthn"),
    path("anmelden/behoerde/", entrance.oidc_login, name="oidc_login"),
    path("anmelden/behoerde/abgemeldet/", entrance.oidc_ended, name="oidc_ended"),
    path("anmelden/behoerde/antwort/", entrance.oidc_callback, name="oidc_callback"),
    path("abmelden/", account.logout, name="account_logout"),
    path("gesperrt/", account.account_inactive, name="account_inactive"),
    path("bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("passwort/aendern/", account.password_change, name="account_change_password"),
    path("passwort/vergessen/", account.password_reset, name="account_reset_password"),
    path("passwort/vergessen/gesendet/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "passwort/neu/fertig/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    # Who has no password yet (an account made on the machine) gets one by mail like somebody who forgot it.
    path(
        "passwort/",
        RedirectView.as_view(url=reverse_lazy("account_reset_password")),
        name="account_set_password",
    ),
    path("zweiter-faktor/", factor.index, name="mfa_index"),
    path("zweiter-faktor/pruefen/", factor.authenticate, name="mfa_authenticate"),
    path("zweiter-faktor/bestaetigen/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("zweiter-faktor/app/einrichten/", app.activate_totp, name="mfa_activate_totp"),
    path("zweiter-faktor/app/entfernen/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("zweiter-faktor/passkey/", key.list_webauthn, name="mfa_list_webauthn"),
    path("zweiter-faktor/passkey/neu/", key.add_webauthn, name="mfa_add_webauthn"),
    path(
        "zweiter-faktor/passkey/bestaetigen/", key.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"
    ),
    path("zweiter-faktor/passkey/<int:pk>/", key.edit_webauthn, name="mfa_edit_webauthn"),
    path("zweiter-faktor/passkey/<int:pk>/entfernen/", key.remove_webauthn, name="mfa_remove_webauthn"),
    path("zweiter-faktor/ersatzcodes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "zweiter-faktor/ersatzcodes/neu/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "zweiter-faktor/ersatzcodes/datei/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("registrieren/", not_offered, name="account_signup"),
    path("adressen/", not_offered, name="account_email"),
    path("adressen/bestaetigung/", not_offered, name="account_email_verification_sent"),
    path("anmelden/code/", not_offered, name="account_confirm_login_code"),
    path("anmelden/behoerde/verbindungen/", not_offered, name="socialaccount_connections"),
    path("anmelden/behoerde/registrieren/", not_offered, name="socialaccount_signup"),
]
