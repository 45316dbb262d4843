"""The downtime board: what it holds, who signed it, and what it must not show."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError

from watchkeeper.config import downtime
from watchkeeper.config.chores import each_by_itself
from watchkeeper.config.health import of_files
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import system
from watchkeeper.engines.calls import actions
from watchkeeper.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    made, _ = Department.objects.get_or_create(key="paper", defaults={"name": "Paper & Co", "kind": "hospital"})
    return made


def test_the_board_holds_open_calls_and_units_and_is_signed(department: Department) -> None:
    by = system(department.pk, "test")
    unit = actions.log_on(actions.add_unit(by=by, call_sign="A12"), by=by, place="Main lobby")
    call = actions.open_call(by=by, service="generic_assistance", place="Cox 2 <b>")
    actions.assign(call, by=by, units=[unit])
    content = downtime.board_file(department, "desk")
    text = content.decode()
    assert call.number in text
    assert "A12" in text
    assert "Cox 2 &lt;b&gt;" in text
    assert "<script" not in text
    assert "http" not in text.replace('http-equiv="Content', ""), "it needs nothing from anywhere"
    assert downtime.check(content).is_whole


def test_any_change_breaks_the_seal(department: Department) -> None:
    content = downtime.board_file(department, "desk")
    assert "changed" in downtime.check(content.replace(b"Paper", b"Taper")).why
    assert not downtime.check(content + b"<p>more</p>").is_whole
    assert not downtime.check(content.rsplit(b"<!--", 1)[0]).is_whole
    assert "another key" in downtime.check(content, public=bytes(32)).why


def test_a_post_does_not_see_what_only_the_desk_may(department: Department) -> None:
    by = system(department.pk, "test")
    covert = actions.open_call(by=by, service="standby_covert", place="Ellison 22")
    private = actions.open_call(by=by, service="patient_standby", place="Blake 9")
    desk, post = (downtime.board_file(department, seat).decode() for seat in ("desk", "post"))
    assert private.number in desk
    assert private.number not in post
    assert covert.number not in desk + post
    assert "Ellison 22" not in desk + post


def test_another_department_is_nowhere_on_it(department: Department) -> None:
    other = Department.objects.create(key="other", name="Other", kind="campus")
    call = actions.open_call(by=system(other.pk, "test"), service="generic_assistance", place="Somewhere else")
    assert call.place not in downtime.board_file(department, "desk").decode()


def test_the_worker_writes_each_department_and_seat_whole(department: Department) -> None:
    paths = downtime.write_all()
    assert {path.name for path in paths} >= {"paper-desk.html", "paper-post.html"}
    assert all(check.ok for check in of_files(paths))
    assert not list(downtime.folder().glob("*.[0-9]*")), "nothing half-written stays"
    assert (Path(settings.VAR) / "downtime.key").stat().st_mode & 0o077 == 0


def test_a_call_taken_on_paper_keeps_its_own_times(department: Department) -> None:
    by = system(department.pk, "test")
    at = clock.now() - timedelta(hours=2)
    call = actions.open_call(by=by, service="generic_assistance", place="Cox 2", at=at)
    assert call.opened_at == at


def test_a_department_whose_file_cannot_be_written_stops_no_other(
    department: Department, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Department.objects.create(key="broken", name="Broken", kind="campus", time_zone="America/Bostn")
    Department.objects.create(key="after", name="After", kind="campus")
    names = {path.name for path in downtime.write_all()}
    assert {"paper-desk.html", "after-desk.html"} <= names
    assert not any(name.startswith(broken.key) for name in names)
    assert "broken" in caplog.text


def test_a_chore_that_fails_keeps_no_other_from_its_turn(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def fail() -> None:
        raise ValueError("a damaged snapshot")

    each_by_itself({"first": fail, "second": lambda: done.append("second")})
    assert done == ["second"]
    assert "first failed" in caplog.text
    with pytest.raises(OperationalError):
        each_by_itself({"away": raise_away})


def raise_away() -> None:
    raise OperationalError("the database is away")
