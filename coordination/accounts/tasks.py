"""What comes round for accounts: who left is locked, what was counted at the door is forgotten."""

from datetime import time, timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from coordination.accounts import lockout
from coordination.accounts.models import UserSession
from coordination.accounts.services.access import close_forgotten
from coordination.lib.tasks import periodic, task


@periodic(every=timedelta(days=1), key="accounts.access", at=time(3, 30))
@task(retries=3)
def access() -> dict[str, int]:
    """Lock forgotten accounts, delete sessions that are over and wrong passwords of long ago; return the counts."""
    over = Session.objects.filter(expire_date__lt=timezone.now())
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return {
        **close_forgotten(),
        "sessions": over.delete()[0],
        "rows": gone.delete()[0],
        "attempts": lockout.delete_past(),
    }
