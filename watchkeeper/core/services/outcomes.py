"""How work may end: the closed list of outcomes, their words and the desk's short forms."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One way a call or an assignment may end. ``short`` is what the desk types: ``CU.A12.RTF``."""

    key: str
    words: str | Promise
    short: str


_ALL = (
    Outcome(key="arrived_safe", words=_("Arrived safely"), short="AS"),
    Outcome(key="assisted", words=_("Assisted"), short="AST"),
    Outcome(key="advised", words=_("Advised"), short="ADV"),
    Outcome(key="report_to_follow", words=_("Report to follow"), short="RTF"),
    Outcome(key="report_taken", words=_("Report taken"), short="RPT"),
    Outcome(key="no_report", words=_("No report needed"), short="NR"),
    Outcome(key="arrest", words=_("Arrest"), short="ARR"),
    Outcome(key="found", words=_("Found as reported"), short="FND"),
    Outcome(key="unfounded", words=_("Unfounded"), short="UNF"),
    Outcome(key="gone_on_arrival", words=_("Gone on arrival"), short="GOA"),
    Outcome(key="unable_to_locate", words=_("Unable to locate"), short="UTL"),
    Outcome(key="quiet", words=_("Passed quietly"), short="QT"),
    Outcome(key="hands_on", words=_("Hands-on under direction"), short="HO"),
    Outcome(key="left_when_asked", words=_("Left when asked"), short="LWA"),
    Outcome(key="escorted_out", words=_("Escorted out"), short="ESC"),
    Outcome(key="trespass_notice", words=_("Notice against trespass served"), short="TPN"),
    Outcome(key="care_needed", words=_("Stays for care"), short="CARE"),
    Outcome(key="safe_object", words=_("Object is safe"), short="SAFE"),
    Outcome(key="removed", words=_("Object removed by specialists"), short="RMV"),
    Outcome(key="fire", words=_("Fire"), short="FIRE"),
    Outcome(key="false_alarm", words=_("False alarm"), short="FA"),
    Outcome(key="system_fault", words=_("Fault of the system"), short="FLT"),
    Outcome(key="supported", words=_("Supported the medical team"), short="SUP"),
    Outcome(key="transported", words=_("Transported"), short="TRN"),
    Outcome(key="care_refused", words=_("Care refused"), short="REF"),
    Outcome(key="treated", words=_("Treated on scene"), short="TRT"),
    Outcome(key="all_clear", words=_("All clear"), short="AC"),
    Outcome(key="recovered_safe", words=_("Recovered safe"), short="REC"),
    Outcome(key="handed_to_police", words=_("Handed to police"), short="HTP"),
    Outcome(key="held", words=_("Held"), short="HLD"),
    Outcome(key="held_in_part", words=_("Held in part"), short="HIP"),
    Outcome(key="completed", words=_("Completed"), short="CMP"),
    Outcome(key="completed_in_part", words=_("Completed in part"), short="CIP"),
    Outcome(key="follow_up", words=_("Follow-up needed"), short="FUP"),
    Outcome(key="installed", words=_("Installed"), short="INS"),
    Outcome(key="not_suitable", words=_("Not suitable"), short="NST"),
    Outcome(key="registered", words=_("Registered"), short="REG"),
    Outcome(key="answered", words=_("Answered"), short="ANS"),
    Outcome(key="no_show", words=_("Nobody came"), short="NSH"),
    Outcome(key="canceled_by_caller", words=_("Canceled by the caller"), short="CAN"),
)

OUTCOMES: dict[str, Outcome] = {outcome.key: outcome for outcome in _ALL}
BY_SHORT: dict[str, Outcome] = {outcome.short: outcome for outcome in _ALL}
