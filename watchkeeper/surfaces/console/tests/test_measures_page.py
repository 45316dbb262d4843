"""The measures page: the figures as text, bars that open their calls, addresses that cannot hurt."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import RequestFactory

from tests.world import a_call, a_department, a_dispatcher, a_supervisor, a_unit, sent
from watchkeeper.core.journal import reads
from watchkeeper.core.journal.models import ReadEvent
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.figures import Spread
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused
from watchkeeper.surfaces.console import downloads
from watchkeeper.surfaces.console.measures import bars, forms, views, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stepped")]


def asked(query: str = "", by: Actor | None = None, path: str = "/measures/") -> HttpRequest:
    request = RequestFactory().get(f"{path}?{query}")
    request.actor = by or a_dispatcher()  # type: ignore[attr-defined]
    return request


def text(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def night(stepped: SteppedClock) -> None:
    """Three escorts reached after 4:31, 10:00 and 30:00, and one nobody reached."""
    by = a_dispatcher()
    for number, after_s in enumerate((271, 600, 1800)):
        unit, call = a_unit(f"A{number}"), a_call(by=by, place="<b>Cox</b> 2")
        assignment = sent(call, unit, by=by)
        stepped.advance(timedelta(seconds=after_s))
        actions.move(assignment, by=by, to="on_scene")
        actions.clear(assignment, by=by, outcome="arrived_safe")
    a_call(by=by)


@pytest.mark.usefixtures("night")
def test_the_page_says_what_the_period_was_and_how_many() -> None:
    page = text(views.page(asked()))
    assert "3 Feb 2026 to 2 Mar 2026" in page
    assert "4 calls, 3 units sent" in page
    assert "Security escort" in page
    assert "too few to say" in page  # three that were reached have no percentile
    assert not re.search(r'm-strong">\d+:\d\d', page)
    assert "2026-03-02 09:00:00" in page  # the peak, at the department's own clock


@pytest.mark.slow
@pytest.mark.usefixtures("night")
def test_every_bar_opens_a_page_with_its_calls() -> None:
    page = text(views.page(asked())) + text(views.changes(asked()))
    addresses = {address.replace("&amp;", "&") for address in re.findall(r'href="[^"]*calls/\?([^"]+)"', page)}
    assert len(addresses) > 30
    for address in addresses:
        listed = text(views.behind(asked(address, path="/measures/calls/")))
        held = QueryDict(address)
        assert words.WORDS[held["measure"]] in listed
    escorts = {"measure": "response", "service": "security_escort"}
    response = next(a for a in sorted(addresses) if escorts.items() <= QueryDict(a).dict().items())
    listed = text(views.behind(asked(response)))
    assert re.findall(r'm-strong">(?:<span[^>]*>)?([^<]+)<', listed) == ["30:00", "10:00", "4:31", "no end"]


@pytest.mark.usefixtures("night")
def test_what_callers_said_is_shown_as_text_and_the_reading_is_kept() -> None:
    reads.flush()
    ReadEvent.objects.all().delete()
    listed = text(views.behind(asked("measure=response")))
    assert "&lt;b&gt;Cox&lt;/b&gt; 2" in listed
    assert "<b>Cox" not in listed
    reads.flush()
    assert ReadEvent.objects.filter(what="measures", why="response").count() == 4


@pytest.mark.usefixtures("night")
def test_the_calls_behind_a_bar_can_be_taken_as_csv_with_formulas_defused_and_the_taking_is_kept() -> None:
    a_call(place='=HYPERLINK("http://evil","go")')
    reads.flush()
    ReadEvent.objects.all().delete()
    answer = views.download(asked("measure=response", by=a_supervisor(), path="/measures/calls.csv"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="response-')
    raw = b"".join(answer).decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(raw, newline="")))
    assert head == list(views.COLUMNS)
    assert [row[6] for row in rows] == ["1800.0", "600.0", "271.0", "", ""]
    assert [row[3] for row in rows if "HYPERLINK" in row[3]] == ['\'=HYPERLINK("http://evil","go")']
    reads.flush()
    assert ReadEvent.objects.filter(what="export", why="measures: response").count() == 5


def test_downloads_are_refused_when_they_come_too_often() -> None:
    for _ in range(downloads.MOST):
        views.download(asked("measure=response", by=a_supervisor()))
    with pytest.raises(Refused, match="try again later") as refused:
        views.download(asked("measure=response", by=a_supervisor()))
    assert refused.value.status == 429
    views.download(asked("measure=response", by=a_supervisor(name="S09")))


@pytest.mark.usefixtures("night")
def test_who_may_not_export_is_offered_no_file_and_given_none() -> None:
    assert "calls.csv" in text(views.behind(asked("measure=response", by=a_supervisor())))
    assert "calls.csv" not in text(views.behind(asked("measure=response")))
    with pytest.raises(NotAllowed):
        views.download(asked("measure=response"))


@pytest.mark.usefixtures("night")
def test_no_style_or_script_stands_in_the_page() -> None:
    for page in (text(views.page(asked())), text(views.behind(asked("measure=response")))):
        assert not re.search(r"\sstyle=|<style|<script(?! src| type=.module. src)|\son[a-z]+=", page)


@pytest.mark.parametrize(
    "query",
    ["since=yesterday", "until=2026-02-30", "since=2026-03-02&until=2026-01-01", "site=x", "hour=24", "site=%C2%B2"],
)
def test_an_address_that_makes_no_sense_is_refused_in_words(query: str) -> None:
    with pytest.raises(Invalid):
        views.page(asked(query))


@pytest.fixture
def shift(stepped: SteppedClock) -> None:
    """Six escorts of one Monday hour, reached after 2 to 12 minutes."""
    by, opened = a_dispatcher(), stepped.now()
    for number in range(6):
        stepped.set(opened)
        unit, call = a_unit(f"B{number}"), a_call(by=by)
        assignment = sent(call, unit, by=by)
        stepped.advance(timedelta(minutes=2 * number + 2))
        actions.move(assignment, by=by, to="on_scene")


@pytest.mark.usefixtures("shift")
def test_each_chart_is_a_table_whose_cells_open_their_calls() -> None:
    page = text(views.page(asked()))
    tables = dict(re.findall(r'data-twin="(\w+)"[^>]*>(.*?)</table>', page, flags=re.S))
    assert set(tables) == {"week", "trend", "promises", "received", "committed"}
    monday = re.search(r'<td data-v="660" data-n="6"><a href="([^"]+)">11:00 <small>n 6</small>', tables["week"])
    assert monday is not None
    listed = text(views.behind(asked(monday[1].replace("&amp;", "&").partition("?")[2])))
    assert "6 behind this mark" in listed
    assert "Monday" in listed
    assert 'data-v="6" data-n="6"' in tables["received"]


@pytest.mark.usefixtures("shift")
def test_what_changed_is_a_panel_of_the_page_and_a_page_of_its_own() -> None:
    whole = text(views.changes(asked()))
    assert "Too few calls to compare: 0 in 6 Jan to 2 Feb, 6 here." in whole
    assert "<html" in whole
    assert "<html" not in text(views.changes(asked("part=1")))


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("since=2026-03-01&until=2026-03-31", "2026-02-01", "2026-02-28"),
        ("since=2026-03-02&until=2026-03-08", "2026-02-23", "2026-03-01"),
        ("since=2026-03-02&until=2026-03-08&with=year", "2025-03-03", "2025-03-09"),
    ],
)
def test_a_period_is_held_against_a_fair_other(query: str, first: str, last: str) -> None:
    by = a_dispatcher()
    other = forms.read(QueryDict(query).dict(), by=by, zone=ZoneInfo("America/New_York")).compared
    assert (other.since.isoformat(), other.until.isoformat()) == (first, last)


def test_an_empty_department_has_a_page_too() -> None:
    by = a_dispatcher(a_department("quiet"), "D07")
    assert "No call counts in this period" in text(views.page(asked(by=by)))
    assert "No call counts here" in text(views.behind(asked("measure=answering", by=by)))


@pytest.mark.parametrize(
    ("seconds", "said"), [(None, "–"), (8.4, "8 s"), (271, "4:31"), (3729, "1:02:09"), (-19, "-19 s"), (0, "0 s")]
)
def test_spans_read_as_the_desk_reads_them(seconds: float | None, said: str) -> None:
    assert words.span(seconds) == said


def test_few_calls_are_no_verdict() -> None:
    assert bars.verdict(Spread(4, 10.0, 20.0, 30.0), 15.0) == "few"
    assert bars.verdict(Spread(5, 10.0, 20.0, 30.0), 15.0) == "missed"
    assert bars.verdict(Spread(5, 10.0, 15.0, 30.0), 15.0) == "kept"
