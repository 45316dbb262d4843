"""Labels of checkpoints and A.L.E.R.T. stickers on paper: a PDF of cards with their code, typed or scanned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django import forms

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.places import find, labels
from watchkeeper.engines.playbooks import targets
from watchkeeper.engines.playbooks.catalog.tags import ALERT_TAG
from watchkeeper.kit import paper
from watchkeeper.kit.errors import NotAllowed

MOST = 200  # cards in one file
_SOURCE = Path(__file__).parent / "print" / "labels.typ"


@dataclass(frozen=True)
class Card:
    """One card: what its QR code opens, and what stands beside it."""

    qr: str
    alt: str
    title: str
    lines: Sequence[str]
    code: str


class StickersForm(forms.Form):
    """From which number, and how many: the house keeps no count of stickers that were printed."""

    series = forms.RegexField(r"^[A-Za-z0-9-]{0,6}\Z", required=False)
    first = forms.IntegerField(min_value=1, max_value=9_999_999)
    count = forms.IntegerField(min_value=1, max_value=MOST)


def place_cards(by: Actor, ref: str, field_address: str) -> list[Card]:
    """The label of the place ``ref``, or of every area of high risk. Raises a hidden NotAllowed for no place here."""
    refs = [ref] if ref else [f"area:{pk}" for pk, _ in targets.high_risk(by.department_id)[:MOST]]
    found = [find.resolve(one, by.department_id) for one in refs]
    if ref and found == [None]:
        raise NotAllowed("", hidden=True)
    cards = []
    for hit in found:
        code = labels.code_of(hit.ref) if hit else ""
        if hit and code:
            lines = [hit.site_name, "Checkpoint: scan it, or type the code."]
            cards.append(Card(paper.qr(f"{field_address}#at={code}"), f"QR code {code}", hit.label, lines, code))
    return cards


def sticker_cards(series: str, first: int, count: int, field_address: str) -> list[Card]:
    """``count`` stickers, numbered from ``first`` on ("A-20417")."""
    numbers = [f"{series}{number:05}" for number in range(first, first + count)]
    lines = ["Awareness Lets Everyone Reduce Theft", "This was found open or unattended. Lock up what is of value."]
    return [
        Card(paper.qr(f"{field_address}#sticker={one}"), f"QR code {one}", str(ALERT_TAG.name), lines, one)
        for one in numbers
    ]


def pdf(title: str, cards: Sequence[Card]) -> bytes:
    """The cards as a PDF."""
    return paper.pdf(_SOURCE, {"title": title, "cards": [asdict(card) for card in cards]})
