"""What carries an owed item beside the services that name it: lines of the registry, pages, measures.

``line:`` is a department's folder and a line's key there, ``page:`` an address, ``register:`` a list of the staff
pages. A test finds each of them.
"""

from __future__ import annotations

from collections.abc import Mapping

_DESKS = ("register:lines", "page:/massgeneral/sites/")


def _desk(key: str) -> tuple[str, ...]:
    return (f"line:massgeneral/{key}", *_DESKS)


CARRIED: Mapping[str, tuple[str, ...]] = {
    "S04": ("line:massgeneral/presentations", "register:lines"),
    "S08": ("register:bookings",),
    "S09": ("page:/console/playbooks/", "page:/console/coverage/", "page:/field/", "register:runs"),
    "S10": ("page:/console/playbooks/", "register:runs", "register:findings"),
    "S18": ("line:massgeneral/survey_contact", "register:lines"),
    "S21": ("page:/field/", "page:/console/coverage/", "register:findings"),
    "S23": ("line:massgeneral/locking_devices", "register:lines"),
    "S26": _desk("main"),
    "S27": _desk("cny_desk"),
    "S28": _desk("charlestown_hc_desk"),
    "S29": _desk("chelsea_hc_desk"),
    "S30": _desk("danvers_desk"),
    "S31": _desk("revere_hc_desk"),
    "S32": _desk("waltham_desk"),
    "S33": _desk("assembly_row_desk"),
    "S34": _desk("salem_nh_desk"),
    "S35": ("page:/massgeneral/tips/",),
    "S41": ("page:/console/board/", "page:/console/handover/", "register:roster", "register:consoles"),
    "S42": ("page:/console/board/", "page:/field/"),
    "S59": ("page:/field/", "page:/console/playbooks/", "page:/console/coverage/", "register:runs"),
    "S85": ("page:/massgeneral/follow/", "page:/massgeneral/feedback/", "register:feedback"),
    "S91": ("page:/massgeneral/services/",),
    "S92": ("page:/console/measures/", "page:/console/calendar/"),
    "S95": ("line:mit/emergency", "line:mit/emergency_campus_phone", "register:lines"),
    "S96": ("line:mit/station", "line:mit/mail", "register:lines"),
    "S99": ("page:/field/", "register:units"),
    "S102": ("page:/mit/feedback/", "page:/mit/we-did/", "register:feedback"),
    "S103": ("page:/mit/services/",),
    "S118": ("page:/massgeneral/tips/", "register:tips"),
    "S104": ("page:/mit/tips/", "register:tips"),
    "S117": ("page:/console/playbooks/", "register:runs", "register:findings"),
    "S134": ("line:mit/emergency_management", "line:mit/emergency_management_mail", "register:lines"),
    "S138": ("page:/mit/feedback/", "register:feedback"),
}
