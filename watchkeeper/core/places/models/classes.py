"""The closed lists of the registry: what kinds of area, fixture, line, way and caution there are."""

from __future__ import annotations

from django.db import models


class AreaClass(models.TextChoices):
    """The ten high-risk classes of the Joint Commission list, and "general" for every other area."""

    LOBBY = "lobby", "Lobby"
    EMERGENCY = "emergency", "Emergency department"
    PSYCHIATRY = "psychiatry", "Psychiatry"
    HAZMAT = "hazmat", "HAZMAT storage"
    IRRADIATOR = "irradiator", "Irradiator"
    ANIMAL = "animal", "Animal facility"
    WOMENS_HEALTH = "womens_health", "Women’s health"
    PEDIATRICS = "pediatrics", "Pediatrics"
    PHARMACY = "pharmacy", "Pharmacy"
    HEALTH_CENTER = "health_center", "Health center"
    GENERAL = "general", "General"


HIGH_RISK = tuple(one for one in AreaClass if one is not AreaClass.GENERAL)


class FixtureKind(models.TextChoices):
    """A thing bolted to the house that a dispatcher may name, close or send somebody to."""

    DOOR = "door", "Door"
    CAMERA = "camera", "Camera"
    AED = "aed", "AED"
    BLUE_PHONE = "blue_phone", "Blue phone"
    ELEVATOR = "elevator", "Elevator"
    STAIR = "stair", "Stair"
    HYDRANT = "hydrant", "Hydrant"
    PANEL = "panel", "Fire panel"
    GATE = "gate", "Gate"


class ArcKind(models.TextChoices):
    """How one gets along an arc of the walking graph."""

    CORRIDOR = "corridor", "Corridor"
    STAIR = "stair", "Stair"
    ELEVATOR = "elevator", "Elevator"
    OUTDOOR = "outdoor", "Outdoor path"
    ROAD = "road", "Road"


class LineKind(models.TextChoices):
    """By what means a line is reached."""

    PHONE = "phone", "Telephone"
    MAIL = "mail", "Mail"
    DESK = "desk", "Desk one walks up to"


class HoursKind(models.TextChoices):
    """Whether a line's hours are known; *unknown* is a legal value and is shown to the director as a gap."""

    ALWAYS = "always", "24 hours"
    WEEKLY = "weekly", "Weekly hours"
    UNKNOWN = "unknown", "Not stated"


class CautionKind(models.TextChoices):
    """What sort of warning stands over a place."""

    HAZARD = "hazard", "Hazard"
    PERSON = "person", "Person"
    ACCESS = "access", "Access"
    INSTRUCTION = "instruction", "Standing instruction"


class BeatKind(models.TextChoices):
    """Who patrols a beat, or what else divides the ground."""

    BEAT = "beat", "Beat"
    FOOT = "foot", "Foot beat"
    CAR = "car", "Car route"
    SECTOR = "sector", "Sector"
