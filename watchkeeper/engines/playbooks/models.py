"""What playbooks keep: their versions, the runs, each step with its evidence, what was found and how it was fixed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.playbooks.spec import StepSpec, step_from
from watchkeeper.engines.playbooks.states import RUNNING, UNSETTLED, FindingStatus, RunStatus, StepStatus
from watchkeeper.kit.errors import NotAllowed

UNTOLD = Q(tell_by__isnull=False, told_at__isnull=True)


class PlaybookVersion(models.Model):
    """A playbook as it stood: never changed, so that a run keeps its own for ever."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body: models.JSONField[Any, Any] = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "key", "number"], name="playbook_version_once")]

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.body["name"])

    def steps(self) -> list[StepSpec]:
        """Its steps, in order."""
        return [step_from(row) for row in self.body["steps"]]


class RunQuerySet(models.QuerySet["Run"]):
    """Sentences about runs."""

    def visible_to(self, actor: Actor) -> RunQuerySet:
        """The runs of the actor's department that its clearance shows."""
        inside = self.filter(department_id=actor.department_id)
        if actor.is_system:
            return inside
        if not actor.may(Permission.RUN_READ):
            return inside.none()
        return inside.filter(level__lte=min(actor.clearance, Level.L2))

    def one(self, actor: Actor, pk: int) -> Run:
        """The run ``pk``; raises a hidden :class:`NotAllowed` for strangers."""
        found = self.visible_to(actor).filter(pk=pk).first()
        if found is None:
            raise NotAllowed("", hidden=True)
        return found


class Run(models.Model):
    """One playbook, run against one target ("fixture:44"; "" is the department itself).

    ``is_sim``: an exercise, which reaches nothing real. The window is when it is to be done.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    playbook = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="runs")
    key = models.CharField(max_length=60)
    target = models.CharField(max_length=40, default="")
    place = models.CharField(max_length=200, default="")
    status = models.CharField(max_length=20, default=RunStatus.SCHEDULED)
    level = models.PositiveSmallIntegerField(default=1)
    is_sim = models.BooleanField(default=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=80, default="")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, default="")
    reason = models.CharField(max_length=200, default="")
    version = models.PositiveIntegerField(default=1)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            # One run of a playbook waits for a target at a time.
            models.UniqueConstraint(
                fields=["department", "key", "target"],
                condition=Q(status="scheduled", is_sim=False) & ~Q(target=""),
                name="run_scheduled_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["department", "status", "ends_at"], name="run_running", condition=Q(status__in=RUNNING)
            ),
            models.Index(fields=["department", "key", "-ended_at"], name="run_last"),
            models.Index(fields=["department", "-ended_at"], name="run_ended"),
            models.Index(fields=["department", "ends_at"], name="run_all"),
            models.Index(fields=["source"], name="run_source", condition=~Q(source="")),
        ]

    @property
    def subject(self) -> str:
        """How the journal names this run."""
        return f"run:{self.pk}"


class Step(models.Model):
    """One step of a run, as it stands: what the newest evidence says.

    ``place`` and ``place_ref`` are its own where a step is made once for each place of a building; ``due_at`` is when
    it is to be done, once the run has begun.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, default=StepStatus.TO_DO)
    value = models.TextField(default="")
    at = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, default="")
    place_ref = models.CharField(max_length=40, default="")
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="step_once")]
        indexes = [models.Index(fields=["due_at"], name="step_due", condition=Q(status="to_do", due_at__isnull=False))]

    @property
    def subject(self) -> str:
        """How its timer names this step."""
        return f"step:{self.pk}"


class Proof(models.Model):
    """One piece of evidence of a step: kept for ever, also where another says otherwise (two phones, no signal)."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="proofs")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    value = models.TextField()
    note = models.CharField(max_length=400, default="")

    class Meta:
        ordering = ["at", "id"]


class FindingQuerySet(models.QuerySet["Finding"]):
    """Sentences about findings."""

    def visible_to(self, actor: Actor) -> FindingQuerySet:
        """The findings of the actor's department that its clearance shows."""
        inside = self.filter(department_id=actor.department_id)
        if actor.is_system:
            return inside
        if not actor.may(Permission.RUN_READ):
            return inside.none()
        return inside.filter(level__lte=min(actor.clearance, Level.L2))

    def untold(self) -> FindingQuerySet:
        """Those whose place's owner is to be told and was not yet; what was declined is nobody's news."""
        return self.filter(UNTOLD).exclude(status=FindingStatus.DECLINED)

    def unsettled(self) -> FindingQuerySet:
        """Those not yet verified or declined."""
        return self.filter(status__in=UNSETTLED)


class Finding(models.Model):
    """Something that is not as it ought to be: one list for all that any run or person finds.

    ``owner`` answers for it (a role or a call name), by ``due_at``. ``call`` is the subject of the work it opened.
    Of a ``kind`` that is noted in passing, ``label`` is the number on its sticker; whoever owns the place is to be
    ``told`` by ``tell_by``.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="findings")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, related_name="findings")
    target = models.CharField(max_length=40, default="")
    place = models.CharField(max_length=200, default="")
    words = models.TextField()
    risk = models.CharField(max_length=10)
    status = models.CharField(max_length=20, default=FindingStatus.FOUND)
    level = models.PositiveSmallIntegerField(default=1)
    is_sim = models.BooleanField(default=False)
    owner = models.CharField(max_length=40)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    call = models.CharField(max_length=40, default="")
    reason = models.CharField(max_length=400, default="")
    settled_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=60, default="")
    label = models.CharField(max_length=40, default="")
    tell_by = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=80, default="")
    told = models.CharField(max_length=200, default="")

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            # A step that fails twice is one finding until that is settled.
            models.UniqueConstraint(
                fields=["step"], condition=Q(status__in=UNSETTLED, step__isnull=False), name="finding_once_a_step"
            )
        ]
        indexes = [
            models.Index(fields=["department", "due_at"], name="finding_unsettled", condition=Q(status__in=UNSETTLED)),
            models.Index(fields=["department", "-found_at"], name="finding_found"),
            models.Index(fields=["department", "due_at"], name="finding_all"),
            models.Index(fields=["department", "target", "-found_at"], name="finding_target"),
            models.Index(fields=["department", "tell_by"], name="finding_untold", condition=UNTOLD),
        ]

    @property
    def subject(self) -> str:
        """How the journal names this finding."""
        return f"finding:{self.pk}"


class Fix(models.Model):
    """What was done about a finding, by whom; and who looked whether it holds: never the same person."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="fixes")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=80, default="")
    holds = models.BooleanField(null=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "fixes"
