"""The library of tips: each with every version it ever had."""

from __future__ import annotations

from django.db import models

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.notices.states import TipStatus


class TipQuerySet(models.QuerySet["Tip"]):
    """Sentences about tips."""

    def visible_to(self, actor: Actor) -> TipQuerySet:
        """The tips of the actor's department, drafts too, for those who write them."""
        inside = self.filter(department_id=actor.department_id)
        return inside if actor.may(Permission.TIP_WRITE) else inside.none()


class Tip(models.Model):
    """One tip of a department, by ``key``; one with the key of a tip that comes with the house stands in its stead.

    ``services`` are the services it is shown with, their keys apart by spaces. It is looked at again by ``review_at``.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    topic = models.CharField(max_length=20)
    services = models.CharField(max_length=400, default="", blank=True)
    status = models.CharField(max_length=20, default=TipStatus.DRAFT)
    review_at = models.DateTimeField()
    published = models.ForeignKey("TipVersion", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, default="")

    objects = TipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "key"], name="tip_once")]

    @property
    def subject(self) -> str:
        """How the journal names it."""
        return f"tip:{self.pk}"

    @property
    def newest(self) -> TipVersion:
        """Its newest version. One query."""
        return self.versions.order_by("-number")[0]


class TipVersion(models.Model):
    """A tip as somebody wrote it, in English and Spanish, a piece of advice on each line; never changed."""

    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    title_es = models.CharField(max_length=120, default="", blank=True)
    body = models.TextField()
    body_es = models.TextField(default="", blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=80, default="")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["tip", "number"], name="tip_version_once")]

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks to be shown in every language of the public, in words."""
        lacking = {"a title": self.title, "a text": self.body, "a title in Spanish": self.title_es,
                   "a text in Spanish": self.body_es}  # fmt: skip
        return tuple(words for words, text in lacking.items() if not text.strip())
