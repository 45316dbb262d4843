"""The board as a dispatcher opens it: a cold browser, the whole page, with nothing to a million closed calls behind it.

Each opening is a browser profile of its own: no cache, no connection kept; only the session is there. The server is
warm, as it is on a shift. Filled is when the page has painted all open calls and units (its own mark, board-filled).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchkeeper.config.bench import Options, Say, chromium, environment, ground, history, shelf
from watchkeeper.config.bench.figures import percentile
from watchkeeper.config.bench.server import Served, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

TITLE = "the board opened cold in Chromium with 0, 100,000 and 1,000,000 closed calls, 30 open, 40 units"
CLOSED = (0, 100_000, 1_000_000)
OPEN = 30
PATH = "/console/board/"
SIZE = (1366, 768)
FIRST_PAINT_MS, FILLED_MS = 500, 1000
_WATCH = """
globalThis.seen = { shift: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.seen.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
_READ = """() => {
  const at = (name) => performance.getEntriesByName(name)[0]?.startTime ?? null;
  return {
    first_paint: at("first-contentful-paint"),
    filled: at("board-filled"),
    answered: performance.getEntriesByType("navigation")[0].responseEnd,
    nodes: document.getElementsByTagName("*").length,
    calls: document.querySelectorAll("#waiting [role=option], #active [role=option]").length,
    units: [...globalThis.wk.rows.keys()].filter((key) => key.startsWith("unit:")).length,
    shift: globalThis.seen.shift,
  };
}"""


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """One run for each size of history: percentiles over cold openings."""
    runs = []
    for closed in _sizes(options.scale):
        laid, bulk = history.under(closed, say) if closed else (ground.lay(), {})
        ground.open_calls(laid, OPEN)
        say(f"opening the board over {closed:,} closed calls")
        with served(workers=1, threads=4, more={"WATCHKEEPER_DEMO": "1"}) as server, chromium.started() as browser:
            times = max(5, int(1.5 * options.seconds))
            opened = [_open(browser, server) for _ in range(times + 1)][1:]  # the first warms the server
        runs.append(_report(closed, opened) | ({"bulk": bulk} if bulk else {}))
    return runs


def _sizes(scale: float) -> list[int]:
    """How many closed calls each run has. What is not shelved would be laid upon what the run before laid: only one."""
    sizes = [int(many * scale) for many in CLOSED]
    return [size for size in sizes if size in (0, sizes[-1]) or size >= shelf.FEWEST]


def _open(browser: Browser, server: Served) -> dict[str, Any]:
    """Open the board once in a profile of its own. Raises ``RuntimeError`` when it does not fill."""
    width, height = SIZE
    context = browser.new_context(viewport={"width": width, "height": height})
    root = f"http://{server.host}:{server.port}"
    _sign_in(context, root)
    page = context.new_page()
    wire = {"requests": 0, "bytes": 0.0, "errors": 0}
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda told: wire.update(bytes=wire["bytes"] + told["encodedDataLength"]))
    page.on("request", lambda _: wire.update(requests=wire["requests"] + 1))
    page.on("console", lambda said: wire.update(errors=wire["errors"] + (said.type == "error")))
    page.on("pageerror", lambda _: wire.update(errors=wire["errors"] + 1))
    page.add_init_script(_WATCH)
    page.goto(root + PATH)
    page.wait_for_timeout(1200)  # whatever shifts or fails after it is filled is seen too
    found: dict[str, Any] = page.evaluate(_READ)
    context.close()
    if found["filled"] is None or found["first_paint"] is None:
        raise RuntimeError(f"the board did not fill: {found}")
    return found | wire


def _sign_in(context: BrowserContext, root: str) -> None:
    """Have the session, and nothing in the cache."""
    answer = context.request.get(f"{root}/demo/sign-in/dispatcher/?next=/me/", max_redirects=0)
    if answer.status != 302:
        raise RuntimeError(f"nobody was let in: {answer.status}")


def _report(closed: int, opened: list[dict[str, Any]]) -> dict[str, Any]:
    def spread(name: str) -> dict[str, Any]:
        values = [one[name] for one in opened]
        return {"p50": percentile(values, 50), "p95": percentile(values, 95), "n": len(values)}

    paint, filled = spread("first_paint"), spread("filled")
    return {
        "version": environment.versions(),
        "closed_calls": closed,
        "open_calls": opened[-1]["calls"],
        "units": opened[-1]["units"],
        "first_paint_ms": paint["p95"],
        "filled_ms": filled["p95"],
        "first_paint": paint,
        "filled": filled,
        "answered": spread("answered"),
        "requests": max(one["requests"] for one in opened),
        "kb": round(max(one["bytes"] for one in opened) / 1024, 1),
        "dom_nodes": max(one["nodes"] for one in opened),
        "layout_shift": round(max(one["shift"] for one in opened), 4),
        "console_errors": sum(one["errors"] for one in opened),
        "met": bool(paint["p95"] <= FIRST_PAINT_MS and filled["p95"] <= FILLED_MS),
    }
