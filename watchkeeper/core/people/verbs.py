"""What the journal can say about people, in sentences."""

from __future__ import annotations

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.verbs import Moment, Verb

VERBS: dict[str, Verb] = {
    "person.added": Verb(sentence="added {call_name}", fields={"call_name": str, "title": str}, level=Level.L1),
    "person.edited": Verb(sentence="changed {changed} of {call_name}", fields={"call_name": str, "changed": str}),
    "person.qualified": Verb(
        sentence="{call_name} is qualified: {qualification}, until {until}",
        fields={"call_name": str, "qualification": str, "since": str, "until": str, "basis": str},
        level=Level.L1,
    ),
    "person.disqualified": Verb(
        sentence="{call_name} is no longer qualified: {qualification}, {reason}",
        fields={"call_name": str, "qualification": str, "reason": str},
        level=Level.L1,
    ),
    "account.opened": Verb(sentence="opened the sign-in {username}", fields={"username": str}),
    "account.edited": Verb(sentence="changed {changed} of {username}", fields={"username": str, "changed": str}),
    "account.role_granted": Verb(sentence="granted {role} to {username}", fields={"username": str, "role": str}),
    "account.role_revoked": Verb(sentence="took {role} from {username}", fields={"username": str, "role": str}),
    "account.locked": Verb(
        sentence="locked the sign-in {username}: {reason}",
        fields={"username": str, "reason": str, "until": Moment | None},
    ),
    "account.unlocked": Verb(sentence="unlocked the sign-in {username}", fields={"username": str}),
    "account.password_set": Verb(sentence="set a new password for {username}", fields={"username": str}),
    "account.factors_changed": Verb(
        sentence="changed how {username} signs in: {what}", fields={"username": str, "what": str}
    ),
    "session.signed_in": Verb(
        sentence="signed in with {method}",
        fields={"method": str, "address": str, "browser": str, "console": str | None},
    ),
    "session.signed_out": Verb(sentence="signed out", fields={"address": str}),
    "session.ended": Verb(
        sentence="ended a session of {username} ({browser})", fields={"username": str, "browser": str, "address": str}
    ),
    "session.all_ended": Verb(
        sentence="ended every session of {username} ({count})", fields={"username": str, "count": int}
    ),
    "session.refused": Verb(
        sentence="was refused at sign-in: {reason}", fields={"reason": str, "address": str, "name_key": str | None}
    ),
    "session.locked": Verb(sentence="left the screen; it locked itself", fields={"device": str, "why": str}),
    "session.unlocked": Verb(sentence="unlocked the screen with {method}", fields={"device": str, "method": str}),
    "duty.started": Verb(
        sentence="{call_name} is on duty {where} ({mode})",
        fields={"call_name": str, "where": str, "unit": str, "seat": str, "mode": str, "ends_at": Moment | None},
    ),
    "duty.ended": Verb(sentence="{call_name} is off duty", fields={"call_name": str, "unit": str, "seat": str}),
    "duty.mode_changed": Verb(
        sentence="{call_name} went from {old} to {new}", fields={"call_name": str, "old": str, "new": str}
    ),
    "center.added": Verb(
        sentence="added the dispatch center {name} with {required_seats} seats to fill",
        fields={"name": str, "required_seats": int},
    ),
    "shift.planned": Verb(
        sentence="planned {call_name} {where} from {starts_at} to {ends_at}",
        fields={"call_name": str, "where": str, "starts_at": Moment, "ends_at": Moment},
    ),
    "shift.filled": Verb(
        sentence="planned {new} instead of {old} from {starts_at}",
        fields={"old": str, "new": str, "starts_at": Moment},
    ),
    "shift.canceled": Verb(sentence="took a shift off the roster: {reason}", fields={"reason": str}),
    "handover.built": Verb(
        sentence="built the hand-over with {lines} lines", fields={"seat": str, "lines": int, "since": str}
    ),
    "handover.signed": Verb(sentence="took over and signed", fields={"seat": str, "note": str}),
    "console.registered": Verb(
        sentence="registered the console {name}", fields={"name": str, "is_in_secure_room": bool}
    ),
    "console.edited": Verb(
        sentence="changed the console {old_name}, {old_room}, to {name}, {room}",
        fields={"name": str, "old_name": str, "room": str, "old_room": str},
    ),
    "console.retired": Verb(sentence="retired the console {name}", fields={"name": str}),
    "token.issued": Verb(sentence="issued the token {label}", fields={"label": str, "scopes": list, "expires_at": str}),
    "token.used": Verb(sentence="used the token {label}, first today", fields={"label": str}),
    "token.revoked": Verb(sentence="revoked the token {label}", fields={"label": str}),
    "position.shared": Verb(sentence="shares where their phone is while on duty", fields={"why": str | None}),
    "position.withheld": Verb(sentence="withholds where their phone is", fields={"why": str | None}),
    "preference.set": Verb(sentence="changed the setting {key}", fields={"key": str}),
}
