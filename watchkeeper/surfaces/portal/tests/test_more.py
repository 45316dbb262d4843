"""Adding something to a request."""

from __future__ import annotations

import pytest

from watchkeeper.engines.calls.models import Note
from watchkeeper.surfaces.portal.tests.conftest import Public


def test_it_goes_into_the_notes_of_the_call(public: Public) -> None:
    asker = public.ask()
    public.client.post(f"/r/{asker.token}/more/", {"text": "Now at the west door <b>"})
    note = Note.objects.get()
    assert (note.text, note.by, note.call_id) == ("Now at the west door <b>", "portal", asker.call_id)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Now at the west door", "The dispatcher has what you wrote."),
        (" ", "Nothing was written, so nothing was sent."),
    ],
)
def test_the_page_says_what_became_of_it(public: Public, text: str, said: str) -> None:
    asker = public.ask()
    answer = public.client.post(f"/r/{asker.token}/more/", {"text": text}, follow=True)
    assert said in answer.content.decode()


def test_nothing_is_nothing_and_too_much_is_cut(public: Public) -> None:
    asker = public.ask()
    public.client.post(f"/r/{asker.token}/more/", {"text": "  \x00 "})
    assert not Note.objects.exists()
    public.client.post(f"/r/{asker.token}/more/", {"text": "x" * 30_000})
    assert len(Note.objects.get().text) == 20_000


def test_a_request_that_has_ended_takes_no_more(public: Public) -> None:
    asker = public.ask()
    public.client.post(f"/r/{asker.token}/cancel/")
    assert public.client.post(f"/r/{asker.token}/more/", {"text": "Hello"}).status_code == 302
    assert not Note.objects.exists()
