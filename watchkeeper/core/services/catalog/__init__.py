"""Every service there is in code, by key."""

from __future__ import annotations

from watchkeeper.core.services.catalog.codes import (
    ARMED_INTRUDER,
    CODE_BLUE_SUPPORT,
    CODE_RED,
    HAZARDOUS_MATERIALS,
    INFANT_ABDUCTION,
    MISSING_PATIENT,
)
from watchkeeper.core.services.catalog.crime import CRIME_REPORT
from watchkeeper.core.services.catalog.education import (
    COURSES,
    CRIME_PREVENTION_SEMINAR,
    STUDENT_LIFE_WORKSHOP,
    STUDENT_ORIENTATION,
    TALKS,
)
from watchkeeper.core.services.catalog.escorts import SECURITY_ESCORT
from watchkeeper.core.services.catalog.events import CONTENTIOUS_TERMINATION, PHOTOGRAPHY_JOB, SECURITY_DETAIL
from watchkeeper.core.services.catalog.general import GENERIC_ASSISTANCE
from watchkeeper.core.services.catalog.medical import MEDICAL_RESPONSE
from watchkeeper.core.services.catalog.offices import (
    BACKGROUND_CHECK,
    COMMUTER_REQUEST,
    FINGERPRINTS,
    PARKING_REQUEST,
    TRIP_REGISTRATION,
)
from watchkeeper.core.services.catalog.prevention import (
    ACCESS_CONSULTATION,
    AED_REQUEST,
    DEVICE_LOCKDOWN,
    PLANNING_REVIEW,
    SECURITY_SURVEY,
    SURVEY_AFTER_INCIDENT,
    TECHNICIAN_VISIT,
)
from watchkeeper.core.services.catalog.removals import UNAUTHORIZED_PERSON
from watchkeeper.core.services.catalog.standbys import PATIENT_STANDBY, STANDBY_COVERT, STANDBY_VISIBLE
from watchkeeper.core.services.catalog.suspicious import SUSPICIOUS_PACKAGE, SUSPICIOUS_PERSON
from watchkeeper.core.services.spec import Service

_ALL = (
    GENERIC_ASSISTANCE,
    SECURITY_ESCORT,
    STANDBY_VISIBLE,
    STANDBY_COVERT,
    CRIME_REPORT,
    SUSPICIOUS_PERSON,
    SUSPICIOUS_PACKAGE,
    UNAUTHORIZED_PERSON,
    PATIENT_STANDBY,
    CODE_BLUE_SUPPORT,
    CODE_RED,
    ARMED_INTRUDER,
    INFANT_ABDUCTION,
    HAZARDOUS_MATERIALS,
    MISSING_PATIENT,
    MEDICAL_RESPONSE,
    *TALKS,
    CRIME_PREVENTION_SEMINAR,
    STUDENT_ORIENTATION,
    STUDENT_LIFE_WORKSHOP,
    *COURSES,
    SECURITY_SURVEY,
    SURVEY_AFTER_INCIDENT,
    PLANNING_REVIEW,
    ACCESS_CONSULTATION,
    DEVICE_LOCKDOWN,
    TECHNICIAN_VISIT,
    AED_REQUEST,
    SECURITY_DETAIL,
    PHOTOGRAPHY_JOB,
    CONTENTIOUS_TERMINATION,
    BACKGROUND_CHECK,
    FINGERPRINTS,
    TRIP_REGISTRATION,
    PARKING_REQUEST,
    COMMUTER_REQUEST,
)

CATALOG: dict[str, Service] = {service.key: service for service in _ALL}
