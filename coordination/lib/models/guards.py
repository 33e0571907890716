"""Which guards are open inside the running transaction."""

from django.db import models


class OpenGuard(models.Model):
    """A guard that is open for the transaction that made this row; never committed while it exists."""

    name = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name
