"""A tag on what nobody watches: two words keep it, its owner is told the same shift, three of them open one visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.world import a_coordinator, a_department, a_supervisor, an_officer, the_house
from watchkeeper.config.wiring import FOLLOWS
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.core.journal.worker import run_followers_once
from watchkeeper.core.people.actions import start_duty
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.models import Person
from watchkeeper.core.places import labels
from watchkeeper.core.places.models import Area, Site
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.playbooks import actions, exceptions
from watchkeeper.engines.playbooks.clocks import TIMERS
from watchkeeper.engines.playbooks.models import Finding
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(stepped: SteppedClock) -> str:
    site = Site.objects.create(department=a_department(), key="main", name="Main", lon=0, lat=0)
    area = Area.objects.create(
        department=a_department(), site=site, key="w", name="Ward 3", area_class="lobby", lon=0, lat=0
    )
    return f"area:{area.pk}"


def _tag(by: Actor | None = None, **more: Any) -> Finding:
    return actions.tag(by=by or an_officer(), **{"what": "door", "place": "Ward 3"} | more)


def test_a_tag_is_a_finding_whose_owner_is_told_before_the_shift_ends(ward: str) -> None:
    by, ends = an_officer(), clock.now() + timedelta(hours=3)
    start_duty(Person.objects.get(pk=by.person_id or 0), by=the_house(), unit="unit:1", ends_at=ends)
    found = _tag(by, place=labels.code_of(ward), label="A-20417", words="laptop in sight", client_id="once")
    assert _tag(by, place=labels.code_of(ward), label="A-20417", words="laptop in sight", client_id="once") == found
    assert (found.target, found.place, found.kind, found.label) == (ward, "Ward 3", "alert_tag", "A-20417")
    assert (found.owner, found.status, found.tell_by) == ("coordinator", "found", ends)
    assert found.words == "A.L.E.R.T. tag: Door not locked (laptop in sight)"

    told = actions.tell(found, by=a_coordinator(), to="The charge nurse, by telephone")
    assert (told.told, told.told_at) == ("The charge nurse, by telephone", clock.now())
    assert not Timer.objects.filter(kind="finding.tell").exists()
    with pytest.raises(Refused, match="already"):
        actions.tell(found, by=a_supervisor(), to="again")
    assert [one.verb for one in Entry.objects.filter(subject=found.subject).order_by("pk")] == [
        "finding.opened",
        "finding.told",
    ]


def test_an_owner_nobody_told_is_an_exception_until_somebody_does(ward: str, stepped: SteppedClock) -> None:
    found = _tag()
    assert found.tell_by == clock.now() + timedelta(hours=8), "of a finder whose planned end nobody knows"
    stepped.advance(timedelta(hours=9))
    TIMERS["finding.tell"](Timer.objects.get(kind="finding.tell"), the_house())
    assert Entry.objects.filter(verb="finding.untold").exists()
    (group,) = [one for one in exceptions.groups(a_supervisor()) if one.items]
    assert (group.key, group.items[0].owner) == ("untold", "coordinator")
    actions.tell(found, by=a_coordinator(), to="The unit manager")
    assert not [one for one in exceptions.groups(a_supervisor()) if one.items]


def test_three_at_one_place_in_thirty_days_open_one_visit_and_three_more_another(
    ward: str, stepped: SteppedClock
) -> None:
    _tag(at=clock.now() - timedelta(days=31))
    declined = _tag(what="bag")
    actions.decline(declined, by=a_supervisor(), owner="supervisor", reason="It was watched")
    _tag(place="Elsewhere")
    _tag(), _tag(what="laptop", place="ward 3")
    run_followers_once(FOLLOWS, system)
    assert not Call.objects.exists()
    third = _tag(target=ward, place="")
    run_followers_once(FOLLOWS, system)
    visit = Call.objects.get()
    assert (visit.service, visit.status, visit.place, visit.place_ref) == (
        "security_survey", "asked", "Ward 3", ward,
    )  # fmt: skip
    assert "Offer a locking device" in visit.details
    assert Finding.objects.filter(call=visit.subject).count() == 3
    _tag(), _tag()
    run_followers_once(FOLLOWS, system)
    assert Call.objects.count() == 1, "those three have had their visit"
    _tag()
    run_followers_once(FOLLOWS, system)
    assert Call.objects.count() == 2
    with pytest.raises(Refused):
        actions.answer_repeat(third, by=the_house())


@pytest.mark.parametrize("wrong", [{"what": "dragon"}, {"place": " "}, {"target": "area:999"}, {"kind": "x"}])
def test_what_cannot_be_is_refused(ward: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        _tag(**wrong)
    assert not Finding.objects.exists()


def test_in_an_exercise_nobody_is_told_and_a_stranger_changes_nothing(ward: str) -> None:
    run = actions.start_run(by=an_officer(), playbook="selective_patrol", target=ward, is_sim=True)
    found = _tag(run=run, place="")
    assert (found.is_sim, found.tell_by, found.target) == (True, None, ward)
    with pytest.raises(Refused):
        actions.tell(found, by=a_coordinator(), to="x")
    stranger = a_supervisor(a_department("elsewhere"))
    with pytest.raises(NotAllowed):
        actions.tell(found, by=stranger, to="x")
    with pytest.raises(NotAllowed):
        _tag(stranger, run=run)


def test_a_label_tells_a_slip_of_a_key() -> None:
    code = labels.code_of("fixture:1234")
    assert labels.ref_of(f" {code.lower()} ") == "fixture:1234"
    slips = {code[:at] + other + code[at + 1 :] for at in (1, 2, 3, 4) for other in "0123456789"} - {code}
    swaps = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in (1, 2, 3)}
    assert not any(labels.ref_of(one) for one in slips | swaps)
