"""Every picture, one line each: name, address, who looks, how big, in which colors, and what is done first.

A new page is a new line here. ``{call}`` in an address is a call with a unit on scene, ``{token}`` the link of one who
waits, ``{site}`` the main site's key in the portal. A page that does not answer as expected fails the command by name.
"""

# ruff: noqa: E501 - a picture is one line
from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.config.pictures.steps import Step, click, fail, focus, go_stale, press, rest, wait, write

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
_CHARTS = (wait("html[data-charts=drawn]"), wait("#m-changes .m-side"), rest(400))

SHOTS = (
    # The board
    Shot("board", "/console/board/", "dispatcher", (SMALL, DESK, WALL), steps=(*_BOARD, press("ArrowDown", "Enter"), rest(900))),
    Shot("board-typing", "/console/board/", "dispatcher", (SMALL, DESK), steps=(*_BOARD, press("/"), write("e yawkey"), rest(900)), committed="board.png"),
    Shot("board-keys", "/console/board/", "dispatcher", steps=(*_BOARD, press("?"), rest(300))),
    Shot("board-stale", "/console/board/", "dispatcher", (SMALL, DESK), steps=(*_BOARD, go_stale)),
    Shot("board-campus", "/console/board/?department=mit", "supervisor", steps=_BOARD),
    Shot("call", "/console/calls/{call}/", "dispatcher", is_whole=True),
    Shot("call-not-there", "/console/calls/999999999/", "dispatcher", status=404),
    # Measures
    Shot("measures", "/console/measures/?days=84", "director", (SMALL, DESK), steps=_CHARTS, is_whole=True),
    Shot("measures-mark", "/console/measures/?days=84", "director", steps=(*_CHARTS, focus(".m-of-week [data-draw]"), press(*["ArrowRight"] * 16), rest(300))),
    Shot("measures-table", "/console/measures/?days=84", "director", steps=(*_CHARTS, click(".m-of-week summary"), rest(300))),
    Shot("measures-phone", "/console/measures/?days=28", "director", (PHONE,), steps=_CHARTS, is_whole=True),
    Shot("measures-calls", "/console/measures/calls/?days=28&measure=response", "director"),
    Shot("measures-changed", "/console/measures/changes/?days=28", "director", is_whole=True),
    Shot("measures-empty", "/console/measures/?since=2020-01-01&until=2020-01-02", "director"),
    Shot("measures-no-comparison", "/console/measures/?days=28", "director", before=(fail("**/measures/changes/**"),), steps=(wait("#m-changes button"),)),
    Shot("measures-no-charts", "/console/measures/?days=28", "director", before=(fail("**/echarts.min.js"),), steps=(rest(800),), is_whole=True),
    Shot("measures-refused", "/console/measures/?since=yesterday", "director", status=422),
    Shot("measures-forbidden", "/console/measures/", "technician", status=403),
    # The shift and the account
    Shot("handover", "/console/handover/", "supervisor", is_whole=True),
    Shot("roster", "/console/roster/", "supervisor", is_whole=True),
    Shot("account", "/me/", "dispatcher", is_whole=True),
    Shot("sign-in", "/sign-in/"),
    # The portal
    Shot("portal", "/massgeneral/", sizes=(PHONE, SMALL), is_phone=True, is_whole=True),
    Shot("portal-spanish", "/massgeneral/", sizes=(PHONE,), is_phone=True, is_whole=True, language="es"),
    Shot("portal-escort", "/massgeneral/ask/security_escort/", sizes=(PHONE, SMALL), is_phone=True, is_whole=True),
    Shot("portal-escort-plain", "/massgeneral/ask/security_escort/", sizes=(PHONE,), is_phone=True, is_whole=True, scripts=False),
    Shot("portal-follow", "/r/{token}/", sizes=(PHONE,), is_phone=True, is_whole=True),
    Shot("portal-nowhere", "/massgeneral/nothing-here/", sizes=(PHONE,), is_phone=True, status=404),
)  # fmt: skip
