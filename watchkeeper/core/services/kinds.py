"""The closed lists a service is declared from: priorities, doors, capabilities, kinds of question."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Priority(IntEnum):
    """How soon (services.md, section 2)."""

    P0 = 0  # life at risk now
    P1 = 1  # in progress, or may become P0
    P2 = 2  # prompt
    P3 = 3  # routine
    P4 = 4  # scheduled


class Engine(StrEnum):
    """Who carries the work."""

    CALLS = "calls"
    PLAYBOOKS = "playbooks"
    CUSTODY = "custody"
    RECORDS = "records"
    GRANTS = "grants"
    NOTICES = "notices"
    SIGNALS = "signals"


class Door(StrEnum):
    """How a request comes in."""

    PHONE = "phone"
    RADIO = "radio"
    OFFICER = "officer"
    WALK_IN = "walk_in"
    PORTAL = "portal"
    QR = "qr"
    MAIL = "mail"
    API = "api"
    DURESS = "duress"
    SIGNAL = "signal"
    CALENDAR = "calendar"


class Capability(StrEnum):
    """What a unit can do that a service may need."""

    OFFICER = "officer"  # any uniformed security or police officer
    SWORN = "sworn"  # police powers
    SUPERVISOR = "supervisor"
    RESTRAINT = "restraint"  # current in restraint under clinical direction
    MEDIC = "medic"
    AMBULANCE = "ambulance"  # a crewed ambulance
    CAMERAS = "cameras"  # works the camera wall


class Kind(StrEnum):
    """What a question takes for an answer."""

    PLACE = "place"
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NUMBER = "number"
    PHONE = "phone"
    WHEN = "when"
    MINUTES = "minutes"


class Topic(StrEnum):
    """How the catalog and the portal are grouped."""

    WALK = "walk"
    PRESENCE = "presence"
    REPORT = "report"
    EMERGENCY = "emergency"
    LEARN = "learn"  # talks, courses, drills to attend
    PREVENT = "prevent"  # surveys, reviews, locks, equipment
    EVENT = "event"  # officers, cameras and photographers for something planned
    OFFICE = "office"  # badges, checks, trips, parking, commuting


class Went(StrEnum):
    """How it went, in the asker's own word."""

    WELL = "well"
    ALL_RIGHT = "all_right"
    NOT_WELL = "not_well"


HOSPITAL = "hospital"
CAMPUS = "campus"
EVERYWHERE = frozenset({HOSPITAL, CAMPUS})

# Questions that fill a column of the call itself instead of its answers.
FILLS = ("place", "destination", "callback", "requester", "requester_role", "details", "starts_at", "ends_at")
# The moments a target may run between; "starts" is the beginning of a booked window.
MOMENTS = (
    "rung",
    "answered",
    "opened",
    "proposed",
    "confirmed",
    "starts",
    "assigned",
    "acknowledged",
    "en_route",
    "on_scene",
    "transporting",
    "at_destination",
    "delivered",
    "cleared",
    "closed",
)
