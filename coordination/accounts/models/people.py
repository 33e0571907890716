"""Who signs in."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.roles import Role
from coordination.accounts.scope import scope_of
from coordination.lib.fold import search_text, sort_key


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What the person may do stands in memberships, never here.

    ``is_staff`` and ``is_superuser`` belong to the operator of the machine and open no data of a network.
    """

    class Closed(models.TextChoices):
        """Why an account is deactivated; only what closed by itself opens again with a new invitation."""

        BY_HAND = "by_hand", _("deactivated by the coordination")
        IDLE = "idle", _("not used for a long time")
        NO_ROLE = "no_role", _("last role ended")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    salutation = models.CharField(_("form of address"), max_length=40, blank=True)
    language = models.CharField(_("language of the workspace"), max_length=5, default="de")
    is_active = models.BooleanField(_("active"), default=True)
    closed_because = models.CharField(_("deactivated because"), max_length=10, choices=Closed, blank=True)
    is_staff = models.BooleanField(_("operator"), default=False)
    date_joined = models.DateTimeField(_("account since"), default=timezone.now)

    sort_key = models.CharField(max_length=80, editable=False, default="")
    search_text = models.TextField(editable=False, default="")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ("sort_key", "id")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_address",
                violation_error_message=_("There is already an account with this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(f"{self.last_name} {self.first_name}".strip() or self.email)
        self.search_text = search_text(self.first_name, self.last_name, self.email)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "sort_key", "search_text"}
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def is_operator(self) -> bool:
        """Whether the person runs this machine today: by role, or as an account made on the machine."""
        return scope_of(self).has_role(Role.OPERATOR)

    @property
    def initials(self) -> str:
        """Two letters for the round mark beside the name."""
        return (self.first_name[:1] + self.last_name[:1]).upper() or self.email[:2].upper()
