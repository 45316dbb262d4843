"""Nothing of one department reaches another: every page, form, search, export, API call and feed, as every role.

The walk reads the addresses from the URL configuration itself, so that a new page is walked on the day it is routed.
"""

from __future__ import annotations

import contextlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Model
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.databases import number_apart
from tests.world import sent
from watchkeeper.config.downtime import writing
from watchkeeper.config.wiring import RENDERERS
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.feed import View
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people import actions as people_actions
from watchkeeper.core.people import handover, roster
from watchkeeper.core.people.actions import (
    add_center,
    add_person,
    build_handover,
    issue_token,
    open_account,
    plan_shift,
    qualify,
    register_console,
    sign_in,
    start_duty,
)
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.cast import cast
from watchkeeper.core.people.models import Account, Person, Session
from watchkeeper.core.people.permissions import GRANTED, Permission, Role
from watchkeeper.core.people.rights import actor_of
from watchkeeper.core.places import actions as place_actions
from watchkeeper.core.places import find
from watchkeeper.core.places.actions import add_caution, load_department
from watchkeeper.core.places.models import Line, Node, Site
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Assignment, Call, Requester, Unit
from watchkeeper.engines.notices import actions as notice_actions
from watchkeeper.engines.playbooks import actions as playbook_actions
from watchkeeper.kit import clock, ids
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

MARK = "Zanzibar7431"
SIGN = "ZQ99"
SCHEMA = "/api/v1/openapi.json"
# Whose rights nobody else has all of: what these cannot do nobody can.
WIDEST = [role for role in Role if not any(GRANTED[role] < GRANTED[other] for other in Role)]
PUBLIC = "public: whoever asks a department for help need not belong to it"


@dataclass
class There:
    """Department A: what it holds, by kind."""

    department: Department
    call: Call
    unit: Unit
    subjects: dict[str, Model] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        """Every key of its subjects, each number once."""
        return sorted({int(subject.pk) for subject in (self.call, self.unit, *self.subjects.values())})

    def counted(self) -> tuple[object, ...]:
        """What must be the same after strangers tried everything."""
        entries = Entry.objects.filter(department_id=self.department.pk).exclude(verb__startswith="session.").count()
        calls = list(
            Call.objects.filter(department=self.department).order_by("pk").values_list("pk", "version", "status")
        )
        return entries, calls, list(Unit.objects.filter(department=self.department).values_list("pk", "version"))


@dataclass
class Here:
    """Department B: one account a role, and the browser of each."""

    department: Department
    accounts: dict[Role, Account]

    def browser(self, role: Role) -> Client:
        """A browser signed in as ``role``."""
        client = Client(raise_request_exception=True)
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        account = self.accounts[role]
        store.update({"_auth_user_id": str(account.pk), "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0]})
        store["_auth_user_hash"] = account.get_session_auth_hash()
        store.create()
        sign_in(account, by=actor_of(account), session_key=store.session_key, method="demo", device=ids.token(6))
        client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
        return client

    def actor(self, role: Role) -> Actor:
        """The actor of ``role``."""
        return actor_of(self.accounts[role])


@pytest.fixture
def here(db: None) -> Here:
    department = Department.objects.create(key="campus-b", name="Campus B", kind="campus")
    number_apart(Person, Account)
    return Here(department, cast(department, system(department.pk, "setup")))


@pytest.fixture
def there(here: Here) -> There:
    hospital = Path(__file__).parents[2] / "departments" / "massgeneral"
    department = load_department(hospital, by=system(0, "setup"))
    by = system(department.pk, "setup")
    area = find.search(department.pk, "yawkey")[0]
    unit = actions.log_on(actions.add_unit(by=by, call_sign=SIGN, kind="patrol"), by=by, place=MARK)
    said: dict[str, Any] = {"place": f"{MARK} lobby", "callback": MARK, "requester": MARK, "details": MARK}
    call = actions.open_call(by=by, service="security_escort", destination=MARK, **said)
    sent(call, unit, by=by)
    kept: dict[str, Any] = {
        "waiting": actions.open_call(
            by=by, service="crime_report", place_ref=area.ref, **(said | {"place": area.label})
        ),
        "covert": actions.open_call(by=by, service="standby_covert", **said),
        "note": actions.note(call, by=by, text=MARK),
        "radio": actions.radio(by=by, text=MARK, unit=unit),
        "bolo": actions.post_bolo(by=by, kind="person", text=MARK, expires_at=clock.now() + timedelta(hours=1)),
        "message": actions.send_message(by=by, text=MARK),
        "person": add_person(department, by=by, call_name=MARK, title=MARK),
        "center": add_center(department, by=by, key="main", name=MARK),
        "console": register_console(department, by=by, name=MARK).console,
        "caution": add_caution(area.ref, by=by, text=MARK, source=MARK, expires=clock.now() + timedelta(days=1)),
    }
    person, center = kept["person"], kept["center"]
    starts = clock.now() + timedelta(hours=1)
    kept["shift"] = plan_shift(
        department, by=by, person=person, center=center, starts_at=starts, ends_at=starts + timedelta(hours=8)
    )
    kept["duty"] = start_duty(person, by=by, unit=unit.subject)
    kept["account"] = open_account(department, by=by, username="zanzibar")
    kept["token"] = issue_token(
        kept["account"], by=by, label=MARK, scopes=[Permission.CALL_READ], expires_at=clock.now() + timedelta(days=1)
    ).token
    kept["handover"] = build_handover(department, by=by)
    kept |= _booked(person, by)
    kept["run"] = playbook_actions.start_run(by=by, playbook="routine_patrol", place=MARK)
    kept["step"] = kept["run"].steps.get(key="there")
    kept["finding"] = playbook_actions.raise_finding(by=by, words=MARK, place=MARK)
    kept["feedback"] = notice_actions.receive(by=by, kind="suggestion", words=MARK, name=MARK, contact=MARK, place=MARK)
    kept["complaint"] = notice_actions.receive(
        by=by, kind="complaint", words=MARK, about_whom=MARK, is_misconduct=True, contact=MARK
    )
    kept["tip"] = notice_actions.draft_tip(by=by, key="own", topic="work", title=MARK, body=MARK)
    kept |= {f"requester{i}": r for i, r in enumerate(Requester.objects.filter(call__department=department))}
    return There(department, call, unit, kept)


def _booked(person: Person, by: Actor) -> dict[str, Any]:
    """A session with a seat taken, a request with a time proposed, and whoever is held for both."""
    starts = (clock.now() + timedelta(days=3)).replace(hour=16, minute=0, second=0, microsecond=0)
    windows = [actions.Window(starts + n * timedelta(days=1), starts + timedelta(days=n, hours=1)) for n in (0, 1)]
    why = "nobody else is there"
    qualified = qualify(person, by=by, key="cpr", basis=MARK)
    session = actions.schedule(by=by, service="course_cpr", window=windows[0], place=MARK, requester=MARK, override=why)
    request = actions.open_call(by=by, service="talk_safe_workplace", place=MARK, callback=MARK, requester=MARK)
    return {
        "session": session,
        "request": request,
        "qualification": qualified,
        "enrollment": actions.enroll(session, by=by, requester=MARK),
        "slot": actions.propose(request, by=by, windows=windows[1:], override=why)[0],
        "holding": session.holdings.get(),
    }


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Every address of the house, with its pattern."""
    yield from _walk(get_resolver())


def _walk(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern).removeprefix("^").removesuffix("$")
        if isinstance(one, URLResolver):
            yield from _walk(one, route)
        else:
            yield route, one


def is_public(pattern: URLPattern) -> bool:
    return not getattr(pattern.callback, "login_required", True)


def addresses(route: str, there: There, *, most: int = 100) -> list[str]:
    """The route with up to ``most`` keys of A; of several, each once beside its like, once beside the next."""
    names = re.findall(r"<(?:(\w+):)?(\w+)>", route)
    words = {"int": [str(key) for key in there.ids[:most]], "department": [there.department.key]}
    guesses = [there.call.number, str(there.call.pk), f"call:{there.call.pk}", SIGN][:most]
    choices = [words.get(name) or words.get(kind) or guesses for kind, name in names]
    many = max(map(len, choices), default=1)
    beside = [
        tuple(values[(n + shift * place) % len(values)] for place, values in enumerate(choices))
        for shift in (0, 1)
        for n in range(many)
    ]
    return [_fill(route, values) for values in dict.fromkeys(beside)]


def _fill(route: str, values: tuple[str, ...]) -> str:
    left = iter(values)
    return re.sub(r"<[^>]+>", lambda _: next(left), route)


def body_of(answer: HttpResponseBase) -> str:
    chunks = answer.streaming_content if answer.streaming else [getattr(answer, "content", b"")]  # type: ignore[attr-defined]
    return b"".join(chunks).decode(errors="replace") + str(dict(answer.items()))


def must_not_tell(answer: HttpResponseBase, asked: str, *, secrets: tuple[str, ...] = (MARK, SIGN)) -> None:
    """Neither what A wrote down nor its unit, beyond the address asked for."""
    said = body_of(answer)
    for secret in secrets:
        assert secret not in said.replace(asked, ""), f"{asked} told {secret}"


def searching(there: There) -> dict[str, str]:
    """Parameters a search, a filter or an export may read; beginnings only, so that an echo is no leak."""
    word, number = MARK[:6], there.call.number
    return {
        "q": word, "text": word, "search": word, "place": word, "callback": word, "line": f"a {SIGN[:3]}",
        "number": number, "call": str(there.call.pk), "unit": str(there.unit.pk), "department": there.department.key,
        "department_id": str(there.department.pk), "place_ref": "area:1", "site": "1", "format": "csv",
    }  # fmt: skip


@pytest.mark.property
def test_no_page_search_or_export_of_one_department_tells_another(here: Here, there: There) -> None:
    for role in WIDEST:
        walk_pages(role, here, there)


def walk_pages(role: Role, here: Here, there: There) -> None:
    browser = here.browser(role)
    for route, pattern in routes():
        if route == SCHEMA and role != Role.SUPERVISOR:
            continue  # the same for everybody
        for address in addresses(route, there, most=100 if role == Role.SUPERVISOR else 2):
            plain = browser.get(address)
            must_not_tell(plain, address)
            if "<int:" in route and not is_public(pattern):
                assert plain.status_code != 200, f"{address} opened for {role} of another department"
        must_not_tell(browser.get(address, searching(there)), address)
    assert browser.get("/sign-in/alive/").status_code == 200, "the walk ended before its end"


@pytest.mark.property
def test_no_form_or_token_changes_another_department(here: Here, there: There) -> None:
    before = there.counted()
    for role in (
        Role.SUPERVISOR,
        Role.OFFICER,
        Role.ADMINISTRATOR,
        Role.DIRECTOR,
    ):  # who may do most, and what is theirs
        send_forms(role, here, there)
        use_token(role, here, there)
    assert there.counted() == before


def send_forms(role: Role, here: Here, there: There) -> None:
    browser = here.browser(role)
    given = searching(there) | {
        "reason": "x", "units": str(there.unit.pk), "to": "on_scene", "line": f"a {there.call.number} {SIGN}",
        "command": f"a {there.call.number} {SIGN}", "into": str(there.call.pk), "priority": "1", "outcome": "delivered",
    }  # fmt: skip
    for route, pattern in routes():
        if is_public(pattern) or route in {"/me/password/", "/sign-in/lock/", SCHEMA}:
            continue  # PUBLIC; what would end the walk; what is the same for everybody
        for address in addresses(route, there):
            must_not_tell(browser.post(address, given), address, secrets=(MARK,))  # it names the unit itself
            if route.startswith("/api/"):  # no page of the house reads anything but a form
                must_not_tell(browser.post(address, given, content_type="application/json"), address, secrets=(MARK,))
    assert browser.get("/sign-in/alive/").status_code == 200, "the walk ended before its end"


def use_token(role: Role, here: Here, there: There) -> None:
    administrator = here.actor(Role.ADMINISTRATOR)
    ends = clock.now() + timedelta(hours=1)
    raw = issue_token(here.accounts[role], by=administrator, label="all", scopes=list(Permission), expires_at=ends).raw
    client = Client(headers={"Authorization": f"Bearer {raw}"})
    for route, _ in routes():
        if not route.startswith("/api/") or route == SCHEMA:
            continue
        for address in addresses(route, there):
            plain = client.get(address)
            must_not_tell(plain, address)
            assert "<int:" not in route or plain.status_code != 200
            must_not_tell(client.post(address, {"units": [there.unit.pk]}, content_type="application/json"), address)
        must_not_tell(client.get(address, searching(there)), address)


def test_a_number_alone_opens_nothing_to_the_public(there: There) -> None:
    stranger = Client()
    for route, pattern in routes():
        if is_public(pattern):
            for address in addresses(route, there):
                must_not_tell(stranger.get(address, searching(there)), address)
                if "follow" in route:
                    must_not_tell(stranger.post(address, searching(there) | {"token": there.call.number}), address)


@pytest.mark.slow
def test_no_feed_search_hand_over_roster_or_downtime_file_crosses(here: Here, there: There) -> None:
    for level, renderer in product((0, 1, 2, 4), RENDERERS):
        view = View(department_id=here.department.pk, level=level)
        assert renderer.board(view) == []
        assert set(renderer.rows(there.ids, view).values()) == {None}
    assert find.search(there.department.pk, "yawkey")
    assert find.search(here.department.pk, "yawkey") == []
    assert find.resolve(find.search(there.department.pk, "yawkey")[0].ref, here.department.pk) is None
    brief = handover.build(here.department, here.actor(Role.DISPATCHER))
    assert MARK not in str(brief)
    assert roster.gaps(here.department.pk, clock.now(), clock.now() + timedelta(days=1)) == []
    assert MARK.encode() not in writing.board_file(here.department, "desk")


@pytest.mark.slow
def test_no_action_reaches_across(here: Here, there: There) -> None:
    """The last wall, beneath every page: an actor of B holding everything, and every subject of A."""
    by, before = system(here.department.pk, "test:everything"), there.counted()
    tried: list[str] = []
    let_through: list[str] = []
    held: dict[str, Any] = {type(s).__name__: s for s in (*there.subjects.values(), there.call, there.unit)}
    held |= {"Assignment": Assignment.objects.get(call=there.call), "Department": there.department}
    held |= {"Line": Line.objects.filter(department=there.department).first()}
    held |= {"Site": Site.objects.filter(department=there.department).first()}
    held |= {"Arc": Node.objects.filter(department=there.department).first()}
    held["Session"] = Session.objects.create(
        session_key="theirs", account=held["Account"], expire_date=clock.now() + timedelta(days=1), session_data=""
    )
    for module in (actions, people_actions, place_actions, playbook_actions, notice_actions):
        for name in module.__all__:
            act = getattr(module, name)
            given = _arguments(act, held, by) if getattr(act, "is_action", False) else None
            if given is not None:
                tried.append(name)
                with contextlib.suppress(NotAllowed, Refused, Invalid):
                    act(**given)
                    let_through.append(name)
    assert let_through == []
    assert len(tried) > 40
    assert there.counted() == before


def _arguments(act: Any, held: dict[str, Any], by: Actor) -> dict[str, Any] | None:
    """Arguments for ``act`` with subjects of A wherever it takes one; None when it takes none."""
    given: dict[str, Any] = {"by": by}
    for name, parameter in inspect.signature(act).parameters.items():
        kind = re.sub(r"\W.*", "", str(parameter.annotation).removeprefix("Sequence[").removeprefix("list["))
        if kind in held:
            many = "[" in str(parameter.annotation)
            given[name] = [held[kind]] if many else held[kind]
        elif parameter.default is inspect.Parameter.empty and name not in given:
            if kind not in _PLAIN:
                return None
            given[name] = _PLAIN[kind]
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            given |= {"details": "x"} if "call" in given else {}
    given.pop("changes", None)
    return given if any(isinstance(value, Model | list) for value in given.values()) else None


_PLAIN: dict[str, Any] = {
    "datetime": clock.now() + timedelta(hours=1),
    "int": 1,
    "str": "x",
    "Iterable": [],
    "Any": "x",
    "bool": True,
    "bytes": b"x",
    "AssignmentStatus": "on_scene",
    "Role": Role.AUDITOR,
    "Window": actions.Window(clock.now() + timedelta(days=1), clock.now() + timedelta(days=1, hours=1)),
}
