"""How often one source used one public form of late. Asking for help is never refused: past the limit it is marked.

Counted in the database, where every process and machine sees the same number. A browser is counted before an address,
for a whole hospital sits behind one address. Only digests are kept, and for a day.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from hashlib import sha256

from django.conf import settings

from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.services.models import Asking
from watchkeeper.kit import clock

WINDOW = timedelta(minutes=10)
KEPT = timedelta(days=1)
MOST_OF_BROWSER = 5
MOST_OF_ADDRESS = 60


def is_many(department_id: int, form: str, *, browser: str, address: str, most: int = MOST_OF_BROWSER) -> bool:
    """Count one use of ``form`` and say whether it is one of many from its source within ten minutes.

    ``most`` is how many one browser (or whatever ``browser`` names) may have without being marked.
    Exact to within the requests under way at the same moment: a count is no reason to let anybody wait.
    """
    now = clock.now()
    limits = {f"browser:{browser}": most} if browser else {}
    if address:
        limits[f"address:{address}"] = MOST_OF_ADDRESS
    digests = {_digest(form, source): most for source, most in limits.items()}
    with writing():
        Asking.objects.filter(at__lt=now - KEPT).delete()
        Asking.objects.bulk_create(
            [Asking(department_id=department_id, form=form, source_digest=one, at=now) for one in digests]
        )
        mine = Asking.objects.filter(department_id=department_id, form=form, at__gt=now - WINDOW)
        return any(mine.filter(source_digest=one).count() > most for one, most in digests.items())


def _digest(form: str, source: str) -> str:
    # The form is part of it, so that nothing can be told about one person across forms.
    return hmac.new(settings.SECRET_KEY.encode(), f"{form}|{source}".encode(), sha256).hexdigest()[:32]
