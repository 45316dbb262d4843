"""The states of feedback and of tips, and the closed lists beside them."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class FeedbackKind(StrEnum):
    """What somebody has to say."""

    QUESTION = "question"
    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"
    PRAISE = "praise"


class FeedbackStatus(StrEnum):
    """How far feedback is."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    CLOSED = "closed"


class Sector(StrEnum):
    """Which part of the community somebody speaks for, where they say so."""

    PATIENT = "patient"
    VISITOR = "visitor"
    EMPLOYEE = "employee"
    STUDENT = "student"
    NEIGHBOR = "neighbor"


class Outcome(StrEnum):
    """How feedback ended. The last four are of a complaint about somebody's conduct, as internal affairs has them."""

    CHANGED = "changed"
    EXPLAINED = "explained"
    PASSED_ON = "passed_on"
    DECLINED = "declined"
    SUSTAINED = "sustained"
    NOT_SUSTAINED = "not_sustained"
    EXONERATED = "exonerated"
    UNFOUNDED = "unfounded"


OF_CONDUCT = (Outcome.SUSTAINED, Outcome.NOT_SUSTAINED, Outcome.EXONERATED, Outcome.UNFOUNDED)


class Allegation(StrEnum):
    """What a complaint about somebody's conduct comes to (M.G.L. c. 6E, 555 CMR)."""

    BIAS = "bias"
    FORCE = "force"
    INJURY = "serious_injury_or_death"
    UNPROFESSIONAL = "unprofessional"
    MINOR = "minor"


class TipStatus(StrEnum):
    """How far a tip is. What is written anew while an older version is out shows only once it is published."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class TipTopic(StrEnum):
    """What a tip is about."""

    EMERGENCY = "emergency"
    WALKING = "walking"
    CAMPUS = "campus"
    WORK = "work"
    BELONGINGS = "belongings"


UNSETTLED = (FeedbackStatus.RECEIVED, FeedbackStatus.ACKNOWLEDGED, FeedbackStatus.ANSWERED)
UNACKNOWLEDGED = (FeedbackStatus.RECEIVED,)

# Field defaults, in working days: services.md, row S102.
ACKNOWLEDGE = timedelta(days=1)
CLOSE = timedelta(days=15)
REOPEN = timedelta(days=14)  # how long after it was closed the asker may take it up again
# A credible complaint of misconduct goes to the POST commission within two working days of receipt (M.G.L. c. 6E).
POST = timedelta(days=2)
REVIEW = timedelta(days=365)  # how long a tip holds before somebody looks at it again
