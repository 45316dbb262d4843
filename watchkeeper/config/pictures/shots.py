"""Every picture, one line each: name, address, who looks, how big, in which colors, and what is done first.

A new page is a new line here, a new register of the staff pages one of ``REGISTERS``. Addresses may hold what
:func:`watchkeeper.config.pictures.house.lay` returns: ``{call}`` is a call with a unit on scene, ``{token}`` the link
of one who waits for a unit on its way. A page that does not answer as expected fails the command by name.
"""

# ruff: noqa: E501 - a picture is one line
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from watchkeeper.config.pictures.steps import (
    Step,
    click,
    fail,
    fill,
    focus,
    go_dark,
    go_stale,
    press,
    rest,
    wait,
    write,
)

SMALL, DESK, WALL = (1366, 768), (1920, 1080), (3840, 1600)
PHONE = (390, 844)
BOTH = ("dark", "light")


@dataclass(frozen=True)
class Shot:
    """One screen in one state; it is photographed once for each size and theme."""

    name: str
    path: str
    role: str = ""  # of the cast; "" is nobody signed in
    sizes: tuple[tuple[int, int], ...] = (SMALL,)
    themes: tuple[str, ...] = BOTH
    steps: tuple[Step, ...] = ()
    before: tuple[Step, ...] = ()  # done before the page is asked for
    status: int = 200
    is_whole: bool = False  # the whole length of the page, not only what fits
    is_phone: bool = False
    language: str = "en-US"
    scripts: bool = True
    committed: str = ""  # kept in git under this name (dark, first size), written with --keep only


_BOARD = (wait("#agree .g"), rest(700))
_CALL = (*_BOARD, press("ArrowDown", "Enter"), wait("#selected .under"), rest(900))
_CHARTS = (wait("html[data-charts=drawn]"), wait("#m-changes .m-side"), rest(400))
_FIRST = (click(".d-table tbody th a"), wait("#drawer [data-close]"), rest(250))
_APP = (wait("#nav button"), rest(600))
_PHONE = (PHONE,)

# The registers of the staff pages: name, address, who looks, who may not.
REGISTERS = (
    ("calls", "/console/calls/all/", "supervisor", "administrator"),
    ("lines", "/console/lines/", "administrator", ""),
    ("sites", "/console/places/sites/", "administrator", ""),
    ("buildings", "/console/places/buildings/", "administrator", ""),
    ("floors", "/console/places/floors/", "administrator", ""),
    ("areas", "/console/places/areas/", "administrator", ""),
    ("fixtures", "/console/places/fixtures/", "administrator", ""),
    ("cautions", "/console/cautions/", "dispatcher", "administrator"),
    ("units", "/console/units/", "supervisor", ""),
    ("duties", "/console/duties/", "supervisor", ""),
    ("roster", "/console/roster/", "supervisor", ""),
    ("people", "/console/people/", "administrator", "dispatcher"),
    ("accounts", "/console/accounts/", "administrator", "dispatcher"),
    ("consoles", "/console/consoles/", "administrator", "dispatcher"),
    ("tokens", "/console/tokens/", "administrator", "dispatcher"),
)


def _registers() -> Iterator[Shot]:
    """The list of each register, a row opened, a new one begun and refused, nothing found, and who may not look."""
    for name, path, role, stranger in REGISTERS:
        yield Shot(f"{name}", path, role, (SMALL, DESK), steps=(rest(400),))
        yield Shot(f"{name}-open", path, role, steps=_FIRST)
        yield Shot(f"{name}-nothing", f"{path}?q=zzzz", role, steps=(rest(400),))
        if name not in {"calls", "sites", "buildings", "floors", "areas", "fixtures"}:  # these are never made here
            yield Shot(f"{name}-new", f"{path}new/", role, steps=(rest(300),))
            yield Shot(
                f"{name}-refused",
                f"{path}new/",
                role,
                steps=(press("Control+s"), wait(".d-form .d-wrong, .d-refusal"), rest(300)),
            )
        if stranger:
            yield Shot(f"{name}-forbidden", path, stranger, status=403)


def _portal(name: str, path: str, **more: Any) -> Shot:
    usual: dict[str, Any] = {"sizes": _PHONE, "is_phone": True, "is_whole": True}
    return Shot(name, path, **usual | more)


def _field(name: str, at: str = "", *steps: Step) -> Shot:
    return Shot(f"field-{name}", f"/field/{at}", "officer", _PHONE, steps=(*_APP, *steps), is_phone=True)


SHOTS = (
    # The board
    Shot("board", "/console/board/", "dispatcher", (SMALL, DESK, WALL), steps=_CALL),
    Shot("board-typing", "/console/board/", "dispatcher", (SMALL, DESK), steps=(*_CALL, press("/"), write("e yawkey"), wait("#completion:not([hidden])"), rest(900)), committed="board.png"),
    Shot("board-unknown", "/console/board/", "dispatcher", steps=(*_BOARD, press("/"), write("d ZZ99"), press("Enter"), rest(900))),
    Shot("board-keys", "/console/board/", "dispatcher", steps=(*_BOARD, press("?"), rest(300))),
    Shot("board-stale", "/console/board/", "dispatcher", (SMALL, DESK), steps=(*_BOARD, go_stale)),
    Shot("board-campus", "/console/board/?department=mit", "supervisor", (SMALL, DESK), steps=_BOARD),
    *(Shot(f"panel-{name}", f"/console/board/panel/{name}/", "dispatcher", steps=(rest(1500),)) for name in ("waiting", "active", "map", "units", "selected", "journal")),
    Shot("call", "/console/calls/{call}/", "dispatcher", is_whole=True),
    Shot("call-not-there", "/console/calls/999999999/", "dispatcher", status=404),
    # Replay
    Shot("replay", "/console/replay/?at=2026-02-19T13:40:00", "supervisor", (SMALL, DESK), steps=(rest(1800),)),
    Shot("replay-call", "/console/replay/?at=2026-02-19T13:50:00", "supervisor", steps=(rest(1500), press("ArrowDown", "Enter"), rest(900))),
    Shot("replay-before", "/console/replay/?at=2019-01-01T00:00:00", "supervisor", status=422),
    Shot("replay-forbidden", "/console/replay/", "administrator", status=403),
    # Measures
    Shot("measures", "/console/measures/?days=84", "director", (SMALL, DESK), steps=_CHARTS, is_whole=True),
    Shot("measures-mark", "/console/measures/?days=84", "director", steps=(*_CHARTS, focus(".m-of-week [data-draw]"), press(*["ArrowRight"] * 16), rest(300))),
    Shot("measures-table", "/console/measures/?days=84", "director", steps=(*_CHARTS, click(".m-of-week summary"), rest(300))),
    Shot("measures-phone", "/console/measures/?days=28", "director", _PHONE, steps=_CHARTS, is_whole=True),
    Shot("measures-calls", "/console/measures/calls/?days=28&measure=response", "director"),
    Shot("measures-changed", "/console/measures/changes/?days=28", "director", is_whole=True),
    Shot("measures-empty", "/console/measures/?since=2020-01-01&until=2020-01-02", "director"),
    Shot("measures-no-comparison", "/console/measures/?days=28", "director", before=(fail("**/measures/changes/**"),), steps=(wait("#m-changes button"),)),
    Shot("measures-no-charts", "/console/measures/?days=28", "director", before=(fail("**/echarts.min.js"),), steps=(rest(800),), is_whole=True),
    Shot("measures-refused", "/console/measures/?since=yesterday", "director", status=422),
    Shot("measures-forbidden", "/console/measures/", "technician", status=403),
    # What is late, and the shift
    Shot("exceptions", "/console/exceptions/", "supervisor", (SMALL, DESK), steps=(rest(500),)),
    Shot("exceptions-fill", "/console/exceptions/", "supervisor", steps=(rest(500), click("#g-gaps .x-row button"), rest(700))),
    Shot("exceptions-stale", "/console/exceptions/", "supervisor", before=(fail("**/exceptions/data"),), steps=(wait("#x-stale:not([hidden])"),)),
    Shot("exceptions-forbidden", "/console/exceptions/", "officer", status=403),
    Shot("handover", "/console/handover/", "supervisor", (SMALL, DESK), is_whole=True),
    # Staff pages
    *_registers(),
    Shot("register-columns", "/console/units/", "supervisor", steps=(press("c"), rest(300))),
    Shot("register-views", "/console/units/", "supervisor", steps=(press("v"), rest(300))),
    Shot("register-keys", "/console/units/", "supervisor", steps=(press("?"), rest(300))),
    Shot("register-stale", "/console/units/", "supervisor", steps=(fail("**/console/units/?*"), press("/"), write("a1"), wait("#away"), rest(300))),
    Shot("register-not-there", "/console/units/999999999/", "supervisor", status=404),
    Shot("services", "/console/services/", "director", (SMALL, DESK)),
    Shot("services-one", "/console/services/security_escort/", "director", (SMALL, DESK)),
    Shot("services-preview", "/console/services/security_escort/", "director", steps=(fill("#edit [name=targets]", "on scene within 8 min of opened, 90 in 100"), press("Control+s"), wait("#preview-title"), rest(300))),
    Shot("services-new", "/console/services/new/", "director"),
    Shot("services-read", "/console/services/security_escort/", "dispatcher"),
    Shot("audit", "/console/audit/", "auditor", (SMALL, DESK)),
    Shot("audit-unit", "/console/audit/?subject=A12", "auditor"),
    Shot("audit-nothing", "/console/audit/?who=nobody-of-this-name", "auditor"),
    Shot("audit-forbidden", "/console/audit/", "dispatcher", status=403),
    # The sign-in and the account
    Shot("account", "/me/", "dispatcher", (SMALL, PHONE), is_whole=True),
    Shot("account-app", "/me/app/", "dispatcher", steps=(rest(300),)),
    Shot("account-passkey", "/me/passkeys/new/", "dispatcher", steps=(rest(300),)),
    Shot("account-password", "/me/password/", "dispatcher", steps=(rest(300),)),
    Shot("sign-in", "/sign-in/", sizes=(SMALL, PHONE)),
    Shot("sign-in-refused", "/sign-in/", steps=(fill("input[name=login]", "D01"), fill("input[type=password]", "not it"), press("Enter"), rest(1500))),
    Shot("sign-in-locked", "/sign-in/locked/"),
    Shot("sign-in-demo", "/demo/"),
    # The field app
    _field("call"),
    _field("note", "", click(".tile:has-text('Note')"), rest(300)),
    _field("rounds", "#rounds"),
    _field("tag", "#rounds", click("#tag"), rest(300)),
    _field("look", "#look"),
    _field("look-found", "#look", fill("main input", "blake"), rest(1200)),
    _field("messages", "#messages"),
    _field("shift", "#shift"),
    _field("offline", "", go_dark),
    Shot("field-not-field", "/field/", "director", _PHONE, is_phone=True, status=403),
    Shot("field-signed-out", "/field/", "", _PHONE, steps=(rest(900),), is_phone=True),
    # The portal
    Shot("portal-departments", "/", sizes=(PHONE, SMALL), is_phone=True, is_whole=True),
    _portal("portal", "/massgeneral/", sizes=(PHONE, SMALL)),
    _portal("portal-spanish", "/massgeneral/", language="es"),
    _portal("portal-campus", "/mit/"),
    _portal("portal-sites", "/massgeneral/sites/"),
    _portal("portal-services", "/massgeneral/services/", sizes=(PHONE, SMALL)),
    _portal("portal-services-search", "/massgeneral/services/?q=lock", sizes=(PHONE,)),
    _portal("portal-service", "/massgeneral/services/talk_avade/", sizes=(PHONE, SMALL)),
    _portal("portal-course-spanish", "/massgeneral/services/course_cpr/", language="es"),
    _portal("portal-ask-booked", "/massgeneral/ask/talk_avade/"),
    _portal("portal-escort", "/massgeneral/ask/security_escort/", sizes=(PHONE, SMALL)),
    _portal("portal-escort-plain", "/massgeneral/ask/security_escort/", scripts=False),
    _portal("portal-escort-refused", "/massgeneral/ask/security_escort/", steps=(click("main form button[type=submit], main form button:not([type])"), rest(800))),
    _portal("portal-standby", "/massgeneral/ask/standby_visible/"),
    _portal("portal-report", "/massgeneral/report/"),
    _portal("portal-crime", "/massgeneral/ask/crime_report/"),
    _portal("portal-how-to-follow", "/massgeneral/follow/"),
    _portal("portal-follow", "/r/{token}/"),
    _portal("portal-follow-spanish", "/r/{token}/", language="es"),
    _portal("portal-follow-waiting", "/r/{waiting}/"),
    _portal("portal-follow-there", "/r/{there}/"),
    _portal("portal-follow-over", "/r/{over}/"),
    _portal("portal-follow-call-now", "/r/{waiting}/call-now/"),
    _portal("portal-nowhere", "/massgeneral/nothing-here/", status=404, is_whole=False),
    # What changes the house comes last
    Shot("handover-signed", "/console/handover/", "supervisor", steps=(press("s"), rest(2000)), is_whole=True),
    Shot("handover-past", "/console/handover/past/", "supervisor"),
    Shot("board-emergency", "/console/board/", "supervisor", (SMALL, DESK, WALL), steps=(*_BOARD, press("/"), write("em B07 Blake 13"), press("Enter"), rest(1500))),
    Shot("exceptions-emergency", "/console/exceptions/", "supervisor", steps=(rest(500), press("1", "d"), rest(700))),
)  # fmt: skip
