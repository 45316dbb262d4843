"""What a service declares it forgets is gone when its time is over; the journal says so and stays whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.world import a_call, a_department, a_dispatcher, a_unit, the_house
from watchkeeper.config.worker import Worker
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import aged, journal, past, sealer
from watchkeeper.core.journal.feed import View
from watchkeeper.core.journal.models import Entry, Personal
from watchkeeper.core.journal.verify import verify
from watchkeeper.core.people import handover
from watchkeeper.core.people.actions import build_handover
from watchkeeper.core.people.actor import system
from watchkeeper.core.places.models import PlacesVersion, Site
from watchkeeper.core.services import registry
from watchkeeper.core.services.spec import Purge
from watchkeeper.engines.calls import actions, purging
from watchkeeper.engines.calls.actions.purging import purge
from watchkeeper.engines.calls.models import Call, Requester
from watchkeeper.engines.calls.rows import seen
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db

SECRET = "Quetzalcoatl"


def a_told_call(service: str = "crime_report", **more: Any) -> Call:
    """A closed call of which every paper says the secret word."""
    desk = a_dispatcher()
    call = a_call(service, callback=f"617-{SECRET}", requester=SECRET, **more)
    actions.note(call, by=desk, text=f"{SECRET} was seen at the gate")
    actions.attach(call, by=desk, name=f"{SECRET}.txt", content_type="text/plain", content=SECRET.encode())
    actions.update_call(call, by=desk, callback=f"857-{SECRET}", details=f"it is {SECRET}")
    actions.add_requester(call, by=desk, requester=SECRET, callback=f"339-{SECRET}", details=SECRET)
    return actions.cancel_call(call, by=desk, reason=f"{SECRET} called it off")


def later(stepped: SteppedClock, days: float) -> None:
    stepped.advance(timedelta(days=days))
    sealer.seal()


def everything() -> str:
    """Every text the calls' and the journal's tables hold."""
    told = []
    for table in ("calls_call", "calls_requester", "calls_note", "calls_attachment", "journal_entry",
                  "journal_personal", "journal_client_result", "calls_assignment"):  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            told += [bytes(v).decode("latin1") if isinstance(v, bytes | memoryview) else str(v)
                     for row in cursor.fetchall() for v in row]  # fmt: skip
    return "\n".join(told)


def test_a_medical_call_forgets_what_was_wrong_after_a_month_and_whom_to_call_after_three(
    stepped: SteppedClock,
) -> None:
    call = a_told_call("medical_response", answers={"age": "40"})
    later(stepped, 31)
    assert purging.run_once(system) == 2
    fresh = Call.objects.get(pk=call.pk)
    assert fresh.details == "[purged on 2026-04-02]"
    assert "age" not in fresh.answers
    assert fresh.callback == f"857-{SECRET}"
    assert [note.text for note in fresh.notes.all()] == ["[purged on 2026-04-02]"]
    assert [(bytes(one.content), one.name) for one in fresh.attachments.all()] == [(b"", "[purged on 2026-04-02]")]
    later(stepped, 60)
    assert purging.run_once(system) == 1
    assert Call.objects.get(pk=call.pk).callback == ""
    assert verify().findings == []


def test_nothing_of_it_is_left_anywhere_and_the_journal_is_whole(stepped: SteppedClock) -> None:
    call = a_told_call("patient_standby")
    requester = Requester.objects.filter(call=call).first()
    assert requester is not None
    Requester.objects.filter(call=call).update(name="")  # this service keeps no name; its rules speak of the rest
    sealer.seal()
    before = verify().entries
    assert SECRET in everything()
    later(stepped, 366)
    purging.run_once(system)
    assert SECRET not in everything()
    report = verify()
    assert report.ok, report.findings
    assert report.entries + report.unsealed == before + 2
    noted = Entry.objects.get(subject=call.subject, verb="call.noted")
    assert "[purged on 2027-03-03]" in journal.sentence(noted)
    assert "[missing]" not in journal.sentence(noted)


def test_what_a_kept_hand_over_quotes_of_a_call_goes_with_its_text(stepped: SteppedClock) -> None:
    desk, call = a_dispatcher(), a_call("medical_response")
    call.priority = 3
    call.save(update_fields=["priority"])
    actions.hold(call, by=desk, until=stepped.now() + timedelta(minutes=5), reason=f"ask for {SECRET}")
    stepped.advance(timedelta(minutes=6))
    brief = build_handover(a_department(), by=desk)
    assert SECRET in str(handover.read(brief, desk).sections)
    actions.cancel_call(call, by=desk, reason="called off")
    later(stepped, 31)
    purging.run_once(system)
    assert SECRET not in everything()
    assert SECRET not in str(handover.read(brief, desk).sections)
    assert verify().findings == []


def test_the_entry_says_which_rule_how_many_and_of_which_calls(stepped: SteppedClock) -> None:
    calls = [a_told_call("suspicious_package") for _ in range(3)]
    later(stepped, 91)
    purging.run_once(system)
    told = {entry.fields["what"]: entry.fields for entry in Entry.objects.filter(verb="calls.purged")}
    assert set(told) == {"callback", "name"}
    assert told["callback"]["calls"] == 3
    assert told["callback"]["days"] == 90
    assert told["callback"]["subjects"] == [call.subject for call in calls]
    assert told["callback"]["values"] == 6, "old and new callbacks of three calls"
    assert not Requester.objects.exclude(name="", callback="").exists()


def test_a_place_becomes_the_site_it_lies_in(stepped: SteppedClock) -> None:
    call = a_call("security_escort", place="Gray 3, desk", destination="Garage P4")
    actions.cancel_call(call, by=a_dispatcher(), reason="found a friend")
    later(stepped, 91)
    purging.run_once(system)
    call.refresh_from_db()
    assert (call.place, call.destination, call.node) == ("", "", None)
    assert purging.run_once(system) == 0


WHERE_FROM, WHERE_TO = "Popocatepetl 3, desk", "Garage Iztaccihuatl"


def a_walked_escort() -> Call:
    """An escort with its unit there and back, ended; every entry of it carries the two places."""
    desk = a_dispatcher()
    site = Site.objects.create(department=a_department(), key="main", name="Main", lon=-71.07, lat=42.36)
    PlacesVersion.objects.update_or_create(department=a_department(), defaults={"registry": "2"})
    call = a_call(
        "security_escort", place=WHERE_FROM, place_ref=f"site:{site.pk}", destination=WHERE_TO, requester=SECRET
    )
    unit = a_unit("E7")
    [sent] = actions.assign(call, by=desk, units=[unit])
    actions.move(sent, by=desk, to="on_scene")
    actions.move(sent, by=desk, to="transporting", destination=WHERE_TO)
    actions.place_unit(unit, by=desk, place="the yard")
    actions.move(sent, by=desk, to="at_destination")
    actions.add_requester(call, by=desk, requester="", place=WHERE_FROM)
    actions.clear(sent, by=desk, outcome="arrived_safe")
    return Call.objects.get(pk=call.pk)


def test_the_journal_tells_an_escorts_places_until_they_are_purged_and_holds_no_trace_of_them_after(
    stepped: SteppedClock,
) -> None:
    call = a_walked_escort()
    opened = Entry.objects.get(verb="call.opened")
    for entry in Entry.objects.filter(subject__startswith="call:"):
        assert WHERE_FROM not in entry.data, entry.verb
        assert WHERE_TO not in entry.data, entry.verb
        assert not entry.place, entry.verb
    assert WHERE_FROM in journal.sentence(opened)
    sealer.seal()
    opened.refresh_from_db()
    view, during = View(a_department().pk, Level.L2, "en"), opened.position or 0
    [shown] = [row for row in past.board_at(view, during, seen) if row["k"] == call.subject]
    assert (shown["pl"], shown["to"], shown["lon"], shown["lat"]) == (WHERE_FROM, WHERE_TO, -71.07, 42.36)

    later(stepped, 91)
    purging.run_once(system)
    left = everything()
    assert [text for text in (WHERE_FROM, WHERE_TO, call.salt, "-71.07") if text in left] == []
    gone = "[purged on 2026-06-01]"
    assert gone in journal.sentence(opened)
    [shown] = [row for row in past.board_at(view, during, seen) if row["k"] == call.subject]
    assert (shown["pl"], shown["to"], shown["lon"], shown["lat"]) == (gone, gone, None, None)
    report = verify()
    assert report.ok, report.findings


def test_a_place_is_kept_apart_once_however_many_entries_name_it(stepped: SteppedClock) -> None:
    call = a_call("security_escort", place=WHERE_FROM, destination=WHERE_TO)
    for text in ("one", "two", "three"):
        actions.note(call, by=a_dispatcher(), text=text)
    assert Personal.objects.filter(subject=call.subject, field__in=["place", "destination"]).count() == 2


def test_a_service_that_forgets_no_place_keeps_it_in_the_journals_text(stepped: SteppedClock) -> None:
    call = a_call("suspicious_person", place=WHERE_FROM)
    assert call.salt == ""
    assert WHERE_FROM in Entry.objects.get(verb="call.opened").data


def test_what_is_not_due_not_ended_or_ended_otherwise_is_kept(stepped: SteppedClock) -> None:
    still_open = a_call("medical_response", details="faint")
    young = a_told_call("medical_response")
    founded = a_call("suspicious_person", details="tries car doors")
    actions.cancel_call(founded, by=a_dispatcher(), reason="left")
    later(stepped, 29)
    assert purging.run_once(system) == 0
    later(stepped, 365)
    purging.run_once(system)
    kept = Call.objects.in_bulk()
    assert kept[still_open.pk].details == "faint"
    assert kept[founded.pk].details == "tries car doors", "only an unfounded one forgets what was seen"
    assert kept[young.pk].details.startswith("[purged on")


def test_a_call_opened_again_is_counted_from_when_it_ended_again(stepped: SteppedClock) -> None:
    call, desk = a_told_call("medical_response"), a_dispatcher()
    stepped.advance(timedelta(days=20))
    actions.reopen(call, by=desk, reason="it came back")
    later(stepped, 15)
    assert purging.run_once(system) == 0
    actions.cancel_call(call, by=desk, reason="over")
    later(stepped, 31)
    assert purging.run_once(system) == 1


def test_running_again_purges_nothing_twice_and_a_look_changes_nothing(stepped: SteppedClock) -> None:
    a_told_call("medical_response")
    later(stepped, 100)
    (due, counts), *_ = purging.look()
    assert (due.rule.what, counts.calls, counts.notes, counts.files) in (("complaint", 1, 1, 1), ("callback", 1, 0, 0))
    assert SECRET in everything()
    assert purging.run_once(system) > 0
    entries = Entry.objects.count()
    assert purging.run_once(system) == 0
    assert purging.look() == []
    assert Entry.objects.count() == entries


def test_another_department_keeps_its_own(stepped: SteppedClock) -> None:
    a_told_call("medical_response")
    a_department("other")
    a_call("medical_response", by=the_house(a_department("other")), details="other")
    later(stepped, 100)
    purging.run_once(system)
    assert set(Entry.objects.filter(verb="calls.purged").values_list("department_id", flat=True)) == {a_department().pk}


def test_the_purge_of_a_covert_call_is_no_entry_for_everyone(stepped: SteppedClock) -> None:
    desk = a_dispatcher()
    call = a_call("standby_covert", callback="5550100", details="who it is about")
    actions.cancel_call(call, by=desk, reason="over")
    later(stepped, 400)
    purging.run_once(system)
    assert all(entry.named and entry.level == 4 for entry in Entry.objects.filter(verb="calls.purged"))
    assert Entry.objects.filter(verb="calls.purged").exists()


def test_only_who_may_purge_purges_and_never_an_open_call(stepped: SteppedClock) -> None:
    rule = Purge("callback")
    call = a_call(callback="5550100")
    with pytest.raises(NotAllowed):
        purge([call], by=a_dispatcher(), rule=rule)
    with pytest.raises(Refused, match="still open"):
        purge([call], by=the_house(), rule=rule)
    call.refresh_from_db()
    assert call.callback == "5550100"


def test_values_and_salts_go_together(stepped: SteppedClock) -> None:
    a_told_call("medical_response")
    later(stepped, 100)
    purging.run_once(system)
    gone = Personal.objects.filter(value=None)
    assert gone.exists()
    assert not gone.exclude(salt=None).exists()
    assert not gone.filter(purged_at="").exists()


def test_every_rule_of_the_catalog_reaches_something() -> None:
    for service in registry.offered():
        for rule in service.purge:
            ask = service.ask(rule.what)
            assert ask is not None
            columns = {"callback", "requester", "details", "place", "destination", ""}
            assert ask.fills in columns, f"{service.key}: {rule.what} fills {ask.fills}, which no purge reaches"


def test_the_worker_purges_without_being_told(stepped: SteppedClock) -> None:
    a_told_call("medical_response")
    later(stepped, 100)
    Worker(writes_downtime=False).turn()
    assert Entry.objects.filter(verb="calls.purged").exists()


def test_a_long_past_is_forgotten_step_by_step(stepped: SteppedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aged, "AT_ONCE", 1)
    for _ in range(3):
        a_told_call("medical_response")
    later(stepped, 31)
    steps = []
    while (touched := purging.step(system)) is not None:
        steps.append(touched)
    assert max(steps) == 1
    assert sum(steps) == 3
