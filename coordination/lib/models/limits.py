"""How often somebody asked lately: shared by all web workers, kept for a day."""

from django.db import models


class RateCount(models.Model):
    """Requests of one asker for one thing in the running period. The key is a keyed hash: no address is stored."""

    key = models.CharField(max_length=64, unique=True)
    period = models.BigIntegerField(db_index=True)  # when it ends, in seconds since 1970
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
