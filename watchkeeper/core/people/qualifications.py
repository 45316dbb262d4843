"""What a person may be needed for: the closed list of qualifications, with their words."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Qualification(StrEnum):
    """What somebody is qualified to do; a service by appointment says which it needs."""

    PRESENTER = "presenter"  # gives the department's talks
    AVADE = "avade"  # certified instructor of AVADE Workplace Violence Prevention
    DOMESTIC_VIOLENCE = "domestic_violence"
    ACTIVE_SHOOTER = "active_shooter"
    CPR = "cpr"
    CERT = "cert"
    PREPAREDNESS = "preparedness"
    SURVEYOR = "surveyor"
    INSTALLER = "installer"  # locking devices
    DETAIL = "detail"  # officers for events
    SCREENER = "screener"  # trained to screen what may turn violent
    TECHNICIAN = "technician"
    PHOTOGRAPHER = "photographer"
    EXAMINER = "examiner"  # background checks and fingerprints
    PLANNER = "planner"
    CLERK = "clerk"


WORDS: dict[Qualification, str | Promise] = {
    Qualification.PRESENTER: _("Presenter"),
    Qualification.AVADE: _("AVADE instructor"),
    Qualification.DOMESTIC_VIOLENCE: _("Domestic-violence trained"),
    Qualification.ACTIVE_SHOOTER: _("Active-shooter instructor"),
    Qualification.CPR: _("CPR instructor"),
    Qualification.CERT: _("CERT instructor"),
    Qualification.PREPAREDNESS: _("Preparedness trainer"),
    Qualification.SURVEYOR: _("Surveyor"),
    Qualification.INSTALLER: _("Installer of locking devices"),
    Qualification.DETAIL: _("Detail officer"),
    Qualification.SCREENER: _("Threat screener"),
    Qualification.TECHNICIAN: _("Systems technician"),
    Qualification.PHOTOGRAPHER: _("Photographer"),
    Qualification.EXAMINER: _("Background examiner"),
    Qualification.PLANNER: _("Emergency planner"),
    Qualification.CLERK: _("Counter clerk"),
}
