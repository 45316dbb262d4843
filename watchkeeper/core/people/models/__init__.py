"""Who works here, how they sign in, who is on and who comes next. A person is never the same row as a sign-in."""

from __future__ import annotations

from watchkeeper.core.people.models.account import Account, AccountRole, ApiToken, Preference
from watchkeeper.core.people.models.duty import DispatchCenter, Duty, HandoverBrief, Mode, RosterSlot
from watchkeeper.core.people.models.person import Person, PersonQualification
from watchkeeper.core.people.models.sign_in import Console, Session, SignInFailure

__all__ = [
    "Account",
    "AccountRole",
    "ApiToken",
    "Console",
    "DispatchCenter",
    "Duty",
    "HandoverBrief",
    "Mode",
    "Person",
    "PersonQualification",
    "Preference",
    "RosterSlot",
    "Session",
    "SignInFailure",
]
