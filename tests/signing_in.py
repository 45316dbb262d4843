"""A test client that is signed in as one of the cast, without the pages of signing in."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from tests.world import a_department, the_house
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import sign_in
from watchkeeper.core.people.cast import one
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.rights import actor_of
from watchkeeper.core.people.session_store import SessionStore


def a_browser(role: Role = Role.DISPATCHER, department: Department | None = None) -> Client:
    """A browser signed in as the cast's ``role``."""
    place = department or a_department()
    account = one(place, the_house(place), role)
    store = SessionStore()
    store.update({"_auth_user_id": str(account.pk), "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0]})
    store["_auth_user_hash"] = account.get_session_auth_hash()
    store.create()
    sign_in(account, by=actor_of(account), session_key=str(store.session_key), method="test", device="test")
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(store.session_key)
    return client
