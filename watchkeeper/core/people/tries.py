"""Counting failed sign-ins in the database, where every process and machine sees the same number."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings

from watchkeeper.core.people.models import Account, SignInFailure
from watchkeeper.kit import clock


def name_key(name: str) -> str:
    """What is kept of a typed name: a digest, for people type passwords into the wrong field."""
    return hashlib.sha256(name.strip().casefold().encode()).hexdigest()


def is_closed(name: str, address: str) -> bool:
    """Whether password and code are refused now: for this name, known or not, or for everything from this address."""
    now = clock.now()
    if Account.objects.filter(username__iexact=name.strip(), password_locked_until__gt=now).exists():
        return True
    return count(name) >= settings.SIGN_IN_FAILURES_ALLOWED or _from(address) >= settings.SIGN_IN_FAILURES_PER_ADDRESS


def count(name: str) -> int:
    """Failures under this name within the window (``SIGN_IN_WINDOW_MINUTES``)."""
    since = clock.now() - timedelta(minutes=settings.SIGN_IN_WINDOW_MINUTES)
    return SignInFailure.objects.filter(name_key=name_key(name), at__gt=since).count()


def _from(address: str) -> int:
    since = clock.now() - timedelta(minutes=settings.SIGN_IN_WINDOW_MINUTES)
    return SignInFailure.objects.filter(address=address, at__gt=since).count() if address else 0
