"""The session engine: Django's database sessions on our own row, read together with the account in one query."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DatabaseError, IntegrityError

from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.people.models import Session, SignInFailure
from watchkeeper.kit import clock

_CARRIED = ("account", "console", "device", "browser", "address", "signed_in_at", "last_seen_at", "locked_at")
_SEEN_EVERY = timedelta(minutes=1)


class SessionStore(DatabaseStore):
    """Keeps the loaded row at hand (``row``), with its account and console, for :mod:`access`."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of sessions."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        self.row = (
            Session.objects.select_related("account__person", "console")
            .filter(session_key=self.session_key, expire_date__gt=clock.now())
            .first()
        )
        if self.row is None:
            self._session_key = None
        return self.row

    def save(self, must_create: bool = False) -> None:
        """Write data and expiry only, so that a slow request cannot undo a lock set meanwhile."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        row = self.create_model_instance(data)
        try:
            with writing():
                if must_create:
                    row.save(force_insert=True)
                else:
                    row.save(update_fields=["session_data", "expire_date"])
        except IntegrityError:
            if must_create:
                raise CreateError from None
            raise
        except DatabaseError:
            if not must_create:
                raise UpdateError from None
            raise

    def flush(self) -> None:
        """Forget everything, the row at hand included."""
        super().flush()
        self.row = None

    def cycle_key(self) -> None:
        """A new key for the same data and the same person (after a change of password); the old key is gone."""
        before = self.current()
        super().cycle_key()
        self.row = None
        if before is not None and before.account_id is not None:
            kept = {name: getattr(before, name) for name in _CARRIED}
            with writing():
                Session.objects.filter(pk=self.session_key).update(**kept)

    def forget_row(self) -> None:
        """Read the row again when next asked: somebody signed in or out."""
        self.row = None

    def current(self) -> Session | None:
        """The row of this session with its account and console, read once per request together with the data."""
        if not self.session_key:
            return None
        self.keys()  # reads the data, and with it the row
        if self.row is None:
            self._get_session_from_db()
        return self.row

    def touch(self) -> None:
        """Note that a person was here, at most once a minute, and never on a locked screen."""
        now = clock.now()
        seen = self.row.last_seen_at if self.row else None
        if seen is None or now - seen >= _SEEN_EVERY:
            with writing():
                Session.objects.filter(pk=self.session_key, locked_at__isnull=True).update(last_seen_at=now)

    @classmethod
    def clear_expired(cls) -> None:
        """Delete sessions past their time and tries at signing in older than a day; for the worker."""
        now = clock.now()
        with writing():
            Session.objects.filter(expire_date__lt=now).delete()
            SignInFailure.objects.filter(at__lt=now - timedelta(days=1)).delete()
