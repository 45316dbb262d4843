"""Feedback, its thread, and what is kept apart of a complaint about somebody's conduct."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.notices.states import OF_CONDUCT, UNSETTLED, FeedbackStatus, Outcome
from watchkeeper.kit import ids
from watchkeeper.kit.errors import NotAllowed


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Sentences about feedback."""

    def visible_to(self, actor: Actor) -> FeedbackQuerySet:
        """What ``actor`` may know of.

        A complaint about somebody's conduct is for people who review them alone, and for none who is excluded from it,
        whatever else they hold: who reviews is always a person, so that an exclusion finds them.
        """
        inside = self.filter(department_id=actor.department_id)
        if actor.is_system:
            return inside
        seen = Q(level__lte=Level.L1) if actor.may(Permission.FEEDBACK_READ) else Q(pk__in=())
        if actor.person_id is not None and actor.may(Permission.COMPLAINT_REVIEW):
            barred = Exclusion.objects.filter(feedback=OuterRef("pk"), person_id=actor.person_id)
            seen |= Q(~Exists(barred), level=Level.L3)
        return inside.filter(seen)

    def unsettled(self) -> FeedbackQuerySet:
        """Those not closed."""
        return self.filter(status__in=UNSETTLED)


class Feedback(models.Model):
    """A question, a suggestion, a complaint or praise, from anybody.

    Its key is drawn, not counted: a gap would tell of a complaint that only named people may know of. ``token`` is the
    asker's link. ``level`` is L1, or L3 for a complaint about somebody's conduct (``about_whom`` says whose). ``words``
    stay as they were written, in ``language``. ``contact`` is shown only to who is cleared for personal data.
    """

    id = models.BigIntegerField(primary_key=True, default=ids.number, editable=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=20, default=FeedbackStatus.RECEIVED)
    level = models.PositiveSmallIntegerField(default=int(Level.L1))
    token = models.CharField(max_length=40, unique=True)
    words = models.TextField()
    about_whom = models.CharField(max_length=200, default="")
    service = models.CharField(max_length=60, default="")
    place = models.CharField(max_length=200, default="")
    unit = models.CharField(max_length=120, default="")
    sector = models.CharField(max_length=20, default="")
    door = models.CharField(max_length=20, default="portal")
    language = models.CharField(max_length=10, default="en")
    is_anonymous = models.BooleanField(default=False)
    wants_reply = models.BooleanField(default=True)
    name = models.CharField(max_length=120, default="")
    contact = models.CharField(max_length=120, default="")
    owner = models.CharField(max_length=40, default="")
    received_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    close_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, default="")
    went = models.CharField(max_length=20, default="")
    times_reopened = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    you_said = models.CharField(max_length=240, default="")
    we_did = models.CharField(max_length=240, default="")
    you_said_es = models.CharField(max_length=240, default="")
    we_did_es = models.CharField(max_length=240, default="")

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback"
        indexes = [
            models.Index(fields=["department", "-received_at"], name="feedback_received"),
            models.Index(fields=["department", "close_by"], name="feedback_open", condition=Q(closed_at=None)),
            models.Index(
                fields=["department", "-published_at"], name="feedback_published",
                condition=Q(published_at__isnull=False),
            ),
        ]  # fmt: skip

    @property
    def subject(self) -> str:
        """How the journal names it."""
        return f"feedback:{self.pk}"

    @property
    def is_misconduct(self) -> bool:
        """Whether it is a complaint about somebody's conduct, which goes outside the chain."""
        return self.level >= Level.L3

    @property
    def outcomes(self) -> tuple[str, ...]:
        """How it may end."""
        return OF_CONDUCT if self.is_misconduct else tuple(one for one in Outcome if one not in OF_CONDUCT)


class FeedbackMessage(models.Model):
    """One message of the thread: the asker's, or the department's; kept as it was written."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="messages")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    is_asker = models.BooleanField()
    words = models.TextField()

    class Meta:
        ordering = ["at", "id"]


class Misconduct(models.Model):
    """What is decided of a complaint about somebody's conduct: whether it is credible, by whom, and when it was sent
    to the POST commission, which is due by ``post_by``.
    """

    feedback = models.OneToOneField(Feedback, on_delete=models.CASCADE, primary_key=True, related_name="misconduct")
    post_by = models.DateTimeField()
    allegation = models.CharField(max_length=30, default="")
    is_credible = models.BooleanField(null=True)
    reason = models.CharField(max_length=400, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, default="")
    reported_at = models.DateTimeField(null=True)
    reported_by = models.CharField(max_length=80, default="")
    reference = models.CharField(max_length=60, default="")

    class Meta:
        verbose_name_plural = "misconduct"

    @property
    def is_due(self) -> bool:
        """Whether the decision, or the report that follows from it, is still owed."""
        return self.is_credible is None or (self.is_credible and self.reported_at is None)


class Exclusion(models.Model):
    """Somebody who may never see a complaint: who it is about, who supervises them, who has a stake in it.

    Nobody takes one back, so that nobody lets themselves in.
    """

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="exclusions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feedback", "person"], name="exclusion_once")]


def feedback_of(token: str) -> Feedback:
    """The feedback of an asker's link; raises a hidden :class:`NotAllowed` for no link of ours."""
    found = Feedback.objects.select_related("department").filter(token=token).first()
    if found is None:
        raise NotAllowed("", hidden=True)
    return found
