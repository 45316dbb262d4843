"""Services: listed, compared with what code declares, changed after a preview, put back, extended."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.world import a_call, a_department, the_house
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.services import effective, registry
from watchkeeper.core.services.actions import add_question, set_policy
from watchkeeper.core.services.models import Policy, Question

pytestmark = pytest.mark.django_db
AsRole = Callable[[Role], Client]
ESCORT = "/console/services/security_escort/"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    effective.forget()


def fields(page: str) -> dict[str, str]:
    """What the policy's form holds."""
    form = re.findall(r'<form id="edit".*?</form>', page, re.S)[0]
    held = dict(re.findall(r'<input type="(?:hidden|text)" name="([^"]+)" value="([^"]*)"', form))
    held |= {
        name: text.strip() for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S)
    }
    held |= {"priority": re.findall(r'<option value="(\d)" selected', form)[0]}
    return held | ({"is_on": "on"} if re.search(r'name="is_on"[^>]* checked', form) else {})


def opened(client: Client, at: str = ESCORT) -> str:
    answer = client.get(at)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_every_service_and_what_the_department_changed(as_role: AsRole, department: Department) -> None:
    set_policy("security_escort", by=the_house(), priority=2, name="Safe walk")
    add_question("security_escort", by=the_house(), key="dog", words="Is there a dog?", kind="yes_no")
    client = as_role(Role.DISPATCHER)
    shown = opened(client, "/console/services/")
    assert "Safe walk" in shown
    assert "priority, name" in shown
    assert "1 added" in shown
    assert "New service" not in shown
    assert "Safe walk" in opened(client, "/console/services/?view=changed")
    assert "Code Blue support" not in opened(client, "/console/services/?view=changed")
    assert "Code Blue support" in opened(client, "/console/services/?q=code+blue&topic=emergency")
    assert client.get("/console/services/?view=x").status_code == 422


def test_the_list_is_taken_by_those_who_may(as_role: AsRole) -> None:
    assert as_role(Role.DISPATCHER).get("/console/services/services.csv").status_code == 403
    answer = as_role(Role.DIRECTOR).get("/console/services/services.csv?q=escort")
    table = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [line[1] for line in table[1:]] == ["security_escort"]


def test_nothing_is_saved_before_it_was_previewed(as_role: AsRole, department: Department) -> None:
    a_call("security_escort")
    client = as_role(Role.DIRECTOR)
    given = fields(opened(client)) | {"priority": "2", "targets": "on scene within 12 min of opened, 95 in 100"}
    shown = client.post(ESCORT, given).content.decode()
    assert "nothing is saved yet" in shown
    assert "1 open call keeps the priority and the time due" in shown
    assert "within 12 min" in shown
    assert not Policy.objects.exists()

    assert client.post(ESCORT, fields(shown)).status_code == 302
    escort = registry.get("security_escort", department.pk)
    assert int(escort.priority) == 2
    assert [one.percentile for one in escort.targets] == [95]
    policy = Policy.objects.get()
    assert policy.name is None, "what is as declared is left to the declaration"
    assert policy.sends is None
    shown = opened(client)
    assert "2 of 10 parts are changed" in shown
    assert "<span>Priority</span> <s>P3</s> → P2" in shown


def test_who_sets_policies_without_reading_calls_is_told_how_many_they_touch(as_role: AsRole) -> None:
    a_call("generic_assistance")
    a_call("security_escort")  # above the administrator's clearance
    client = as_role(Role.ADMINISTRATOR)
    for address, told in (
        ("/console/services/generic_assistance/", "1 open call keeps"),
        (ESCORT, "No call of it is open that"),
    ):
        assert told in client.post(address, fields(opened(client, address)) | {"priority": "2"}).content.decode()


def test_what_was_changed_after_the_preview_is_previewed_again(as_role: AsRole) -> None:
    client = as_role(Role.DIRECTOR)
    shown = client.post(ESCORT, fields(opened(client)) | {"priority": "2"}).content.decode()
    again = client.post(ESCORT, fields(shown) | {"priority": "1"})
    assert again.status_code == 200
    assert "nothing is saved yet" in again.content.decode()
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sends": ""}, "it sends nobody"),
        ({"sends": "2 wizards"}, "There is no unit of the kind wizard"),
        ({"targets": "on lunch within 5 min of opened"}, "There is no moment on lunch"),
        ({"targets": "soon"}, "write a line like: on scene within"),
        ({"targets": "opened within 5 min of on scene"}, "cannot follow"),
        ({"name": ""}, "required"),
    ],
)
def test_an_impossible_policy_is_refused_at_its_field_with_what_was_written_kept(
    as_role: AsRole, changed: dict[str, str], words: str
) -> None:
    client = as_role(Role.DIRECTOR)
    answer = client.post(ESCORT, fields(opened(client)) | {"about": "Kept text"} | changed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'<p class="d-wrong">[^<]*{re.escape(words)}', shown)
    assert "Kept text" in shown
    assert not Policy.objects.exists()


def test_the_second_of_two_editors_reads_who_was_quicker(as_role: AsRole) -> None:
    client = as_role(Role.DIRECTOR)
    shown = client.post(ESCORT, fields(opened(client)) | {"priority": "2"}).content.decode()
    set_policy("security_escort", by=the_house(), label="Walk")
    answer = client.post(ESCORT, fields(shown))
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.content.decode()
    assert Policy.objects.get().priority is None


def test_a_policy_goes_back_to_an_earlier_version_and_to_the_declaration(
    as_role: AsRole, department: Department
) -> None:
    set_policy("security_escort", by=the_house(), name="First")
    first = Entry.objects.get(verb="policy.set")
    set_policy("security_escort", by=the_house(), name="Second")
    client = as_role(Role.ADMINISTRATOR)
    shown = opened(client)
    assert "<s>First</s> → Second" in shown
    seen = fields(shown)["seen"]
    assert client.post(f"{ESCORT}revert/", {"to": str(first.pk), "seen": seen}).status_code == 302
    assert registry.get("security_escort", department.pk).name == "First"
    assert client.post(f"{ESCORT}revert/", {"to": "", "seen": seen}).status_code == 302
    assert Policy.objects.get().name is None
    assert client.post(f"{ESCORT}revert/", {"to": "999999", "seen": seen}).status_code == 409


@pytest.mark.parametrize("to", ["abc", "-1", "1.5", "9" * 30, "٣"])
def test_what_names_no_version_puts_nothing_back(as_role: AsRole, to: str) -> None:
    set_policy("security_escort", by=the_house(), name="First")
    client = as_role(Role.ADMINISTRATOR)
    seen = fields(opened(client))["seen"]
    assert client.post(f"{ESCORT}revert/", {"to": to, "seen": seen}).status_code == 422
    assert Policy.objects.get().name == "First"


def test_nothing_is_put_back_over_what_another_changed_meanwhile(as_role: AsRole) -> None:
    set_policy("security_escort", by=the_house(), name="First")
    client = as_role(Role.ADMINISTRATOR)
    shown = opened(client)
    forms = re.findall(r'<form method="post" action="[^"]*/revert/".*?</form>', shown, re.S)
    assert forms
    assert all(f'name="seen" value="{fields(shown)["seen"]}"' in form for form in forms)
    set_policy("security_escort", by=the_house(), name="Second")
    assert client.post(f"{ESCORT}revert/", {"seen": fields(shown)["seen"]}).status_code == 409
    assert client.post(f"{ESCORT}revert/", {}).status_code == 409
    assert Policy.objects.get().name == "Second"


def test_one_thing_more_is_asked_and_no_longer(as_role: AsRole, department: Department) -> None:
    client = as_role(Role.DIRECTOR)
    given = {"words": "Which dog?", "kind": "choice", "answers": "A small one\nA large one", "hint": ""}
    assert client.post(f"{ESCORT}ask/", given | {"answers": ""}).status_code == 422
    assert client.post(f"{ESCORT}ask/", given).status_code == 302
    asked = registry.get("security_escort", department.pk).ask("which_dog")
    assert asked is not None
    assert [choice.value for choice in asked.choices] == ["a_small_one", "a_large_one"]
    assert "A large one" in opened(client)
    question = Question.objects.get()
    assert client.post(f"{ESCORT}questions/{question.pk}/retire/").status_code == 302
    assert registry.get("security_escort", department.pk).ask("which_dog") is None
    assert client.post(f"/console/services/patient_standby/questions/{question.pk}/retire/").status_code == 404


def test_a_service_of_its_own_is_offered_and_opens_calls(as_role: AsRole, department: Department) -> None:
    client = as_role(Role.DIRECTOR)
    given = {
        "name": "Key run", "label": "Keys", "topic": "walk", "given": "respond", "priority": "3",
        "level": "1", "doors": ["phone"],
        "sends": "1 officer", "targets": "on scene within 30 min of opened", "outcomes": ["arrived_safe"],
    }  # fmt: skip
    refused = client.post("/console/services/+new/", given | {"sends": ""})
    assert refused.status_code == 422
    assert "sends nobody" in refused.content.decode()
    assert client.post("/console/services/+new/", given)["Location"] == "/console/services/key_run/"
    assert a_call("key_run").service == "key_run"
    assert "the department's own" in opened(client, "/console/services/key_run/")
    assert client.post("/console/services/+new/", given).status_code == 422


def own(name: str) -> dict[str, object]:
    return {
        "name": name, "label": "Own", "topic": "walk", "given": "respond", "priority": "3",
        "level": "1", "doors": ["phone"],
        "sends": "1 officer", "targets": "on scene within 30 min of opened", "outcomes": ["arrived_safe"],
    }  # fmt: skip


@pytest.mark.parametrize("names", [("New", "New!"), ("鍵", "犬"), ("Hall 東", "Hall 西"), ("2nd walk", "2nd walk +")])
def test_a_service_of_any_name_can_be_opened(as_role: AsRole, names: tuple[str, ...]) -> None:
    client = as_role(Role.DIRECTOR)
    for name in names:
        page = client.post("/console/services/+new/", own(name))["Location"]
        assert f"<h1>{name}</h1>" in opened(client, page)


def test_a_name_that_is_taken_is_said_at_its_field(as_role: AsRole) -> None:
    client = as_role(Role.DIRECTOR)
    assert client.post("/console/services/+new/", own("鍵")).status_code == 302
    refused = client.post("/console/services/+new/", own("鍵"))
    assert refused.status_code == 422
    assert '<p class="d-wrong">There is such a service already.' in refused.content.decode()


def test_questions_and_answers_in_any_letters_are_kept_apart(as_role: AsRole, department: Department) -> None:
    client = as_role(Role.DIRECTOR)
    given = {"words": "何?", "kind": "choice", "answers": "東京\n大阪\nA+\nA-", "hint": ""}
    assert client.post(f"{ESCORT}ask/", given).status_code == 302
    assert client.post(f"{ESCORT}ask/", given | {"words": "誰?"}).status_code == 302
    first, second = Question.objects.order_by("pk")
    assert first.key != second.key
    assert [one["words"] for one in first.choices] == ["東京", "大阪", "A+", "A-"]
    assert len({one["value"] for one in first.choices}) == 4
    again = client.post(f"{ESCORT}ask/", given)
    assert '<p class="d-wrong">There is such a question already' in again.content.decode()
    twice = client.post(f"{ESCORT}ask/", given | {"words": "Which?", "answers": "A small one\na small one"})
    assert '<p class="d-wrong">“a small one” is offered twice.' in twice.content.decode()


def test_who_may_not_write_reads_only_and_changes_nothing(as_role: AsRole) -> None:
    client = as_role(Role.DISPATCHER)
    shown = opened(client)
    assert 'id="edit"' not in shown
    assert "reads it only" in shown
    for path in ("", "revert/", "ask/"):
        assert client.post(f"{ESCORT}{path}", {"priority": "2", "name": "x"}).status_code == 403
    assert client.get("/console/services/+new/").status_code == 403
    assert client.get("/console/services/teleport/").status_code == 404
    assert not Policy.objects.exists()


def test_what_another_department_offers_is_not_there(as_role: AsRole) -> None:
    elsewhere = the_house(a_department("elsewhere"))
    set_policy("security_escort", by=elsewhere, name="Zanzibar")
    question = add_question("security_escort", by=elsewhere, key="zanzibar", words="Zanzibar?")
    client = as_role(Role.DIRECTOR)
    assert "Zanzibar" not in opened(client)
    assert "Zanzibar" not in opened(client, "/console/services/")
    assert client.post(f"{ESCORT}questions/{question.pk}/retire/").status_code == 404
    entry = Entry.objects.get(verb="policy.set")
    assert client.post(f"{ESCORT}revert/", {"to": str(entry.pk)}).status_code == 409


def test_a_coordinator_makes_services_in_every_form_and_changes_no_other(
    as_role: AsRole, department: Department
) -> None:
    client = as_role(Role.COORDINATOR)
    base = {
        "topic": "office", "level": "1", "doors": ["phone", "portal"], "outcomes": ["registered"], "invite": "Ask",
        "targets": "proposed within 1 working day of opened",
    }  # fmt: skip
    booked = base | {"name": "Bike registration", "label": "Bike", "given": "book", "qualification": "clerk"}
    refused = client.post("/console/services/+new/", booked)
    assert refused.status_code == 422
    assert "Say how long it lasts." in refused.content.decode()
    made = client.post("/console/services/+new/", booked | {"lasts": "20", "seats": "0"})["Location"]
    assert made == "/console/services/bike_registration/"
    service = registry.get("bike_registration", department.pk)
    assert service.booked is not None
    assert (service.is_by_appointment, service.booked.lasts, service.priority) == (True, timedelta(minutes=20), 4)
    desk = base | {"name": "Sticker", "label": "Sticker", "given": "desk", "targets": ""}
    assert client.post("/console/services/+new/", desk).status_code == 302
    sent = base | {"name": "Jump-start", "label": "Jump", "given": "respond", "targets": "", "sends": "1 officer"}
    assert "Say how urgent it is." in client.post("/console/services/+new/", sent).content.decode()
    assert client.post("/console/services/+new/", sent | {"priority": "3"}).status_code == 302
    assert client.post(f"{made}ask/", {"words": "What color?", "kind": "text"}).status_code == 302
    assert registry.get("bike_registration", department.pk).ask("what_color") is not None
    assert client.post("/console/services/security_escort/ask/", {"words": "Why?", "kind": "text"}).status_code == 403
    assert "Change the policy" in opened(client, made)
    assert "Your role reads it only" in opened(client)
