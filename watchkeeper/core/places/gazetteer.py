"""The search index: names cut into words, each prefix leading to the places that have it. No database here."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# What dispatchers write for what maps print. Both sides find each other.
SHORT_WORDS = {
    "amb": "ambulance",
    "av": "avenue",
    "ave": "avenue",
    "bldg": "building",
    "bsmt": "basement",
    "ed": "emergency",
    "elev": "elevator",
    "er": "emergency",
    "fl": "floor",
    "flr": "floor",
    "gar": "garage",
    "hc": "health",
    "lvl": "level",
    "ne": "northeast",
    "peds": "pediatrics",
    "psych": "psychiatry",
    "pkg": "parking",
    "rd": "road",
    "rm": "room",
    "st": "street",
    "stwy": "stair",
    "twr": "tower",
    "xing": "crossing",
}
KIND_WEIGHT = {"site": 0.5, "building": 1.0, "floor": 0.9, "area": 0.85}
FIXTURE_WEIGHT = 0.7
EXACT, ALIAS, PREFIX, INITIALS, SLIP = 1.0, 0.95, 0.8, 0.6, 0.45
WHOLE = 0.25  # what was typed is one of its names, word for word
MOST_WORDS = 24  # a text with more that count is a story, not a place
LONGEST_WORD = 120  # letters; no name of a place is longer
FILLER = frozenset({"the", "at", "of", "in", "by", "on", "near", "and", "to", "floor", "fl"})


@dataclass(frozen=True)
class Entry:
    """A place as the index knows it; ``short`` are its other names and short forms."""

    ref: str
    label: str
    kind: str
    site_id: int
    site_name: str
    node_id: int | None
    lon: float
    lat: float
    short: tuple[str, ...]
    parents: tuple[str, ...]


def words(text: str) -> list[str]:
    """Lower-case words of ``text`` without accents or punctuation: "Fruit St. garage" gives fruit, st, garage."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain.replace("'", ""))


class Gazetteer:
    """An index over ``entries``; searching never touches the database."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self.by_ref = {entry.ref: entry for entry in self.entries}
        self.inside: defaultdict[str, list[str]] = defaultdict(list)
        for entry in self.entries:
            for parent in entry.parents:
                self.inside[parent].append(entry.ref)
        self._prefixes: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self._slips: defaultdict[str, set[str]] = defaultdict(set)
        self._length: list[int] = []
        self._phrases: defaultdict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(self.entries):
            self._add(number, entry)

    def _add(self, number: int, entry: Entry) -> None:
        label = words(entry.label)
        self._length.append(len(label))
        for name in (entry.label, *entry.short):
            self._phrases[" ".join(words(name))].add(number)
        for word in label:
            self._word(number, word, EXACT)
        for name in entry.short:
            joined = "".join(words(name))
            for word in {*words(name), joined}:
                self._word(number, word, ALIAS)
        if len(label) > 1:
            for initials in _initials(label):
                self._note(initials, number, INITIALS)

    def _word(self, number: int, word: str, weight: float) -> None:
        self._note(word, number, weight)
        for end in range(1, len(word)):
            # A longer typed prefix is a better guess; a digit is seldom the start of another number.
            share = 0.5 if word.isdigit() else PREFIX + 0.15 * end / len(word)
            self._note(word[:end], number, weight * share)
        if len(word) > 3:
            for cut in _without_one(word):
                self._slips[cut].add(word)

    def _note(self, prefix: str, number: int, score: float) -> None:
        held = self._prefixes[prefix]
        if held.get(number, 0.0) < score:
            held[number] = score

    def search(self, text: str, *, site_id: int | None = None, limit: int = 8) -> list[Entry]:
        """Entries that answer every word of ``text``, best first; none for more than :data:`MOST_WORDS` of them."""
        typed = words(text)
        asked = [word for word in typed if word not in FILLER] or typed
        if not 0 < len(asked) <= MOST_WORDS:
            return []
        found = self._matching(asked[0])
        for word in asked[1:]:
            if not found:
                return []
            more = self._matching(word)
            found = {number: score + more[number] for number, score in found.items() if number in more}
        whole = self._phrases.get(" ".join(typed), set())
        score = {number: found[number] / len(asked) + (WHOLE if number in whole else 0.0) for number in found}
        ranked = sorted(found, key=lambda number: self._rank(number, score[number], len(asked), site_id))
        return [self.entries[number] for number in ranked[:limit]]

    def _rank(self, number: int, score: float, asked: int, site_id: int | None) -> tuple[float, int, str]:
        entry = self.entries[number]
        weight = KIND_WEIGHT.get(entry.kind, FIXTURE_WEIGHT)
        spare = max(0, self._length[number] - asked)
        total = score + 0.15 * weight - 0.04 * spare + (0.1 if site_id == entry.site_id else 0.0)
        return (-round(total, 4), len(entry.label), entry.label)

    def _matching(self, word: str) -> dict[int, float]:
        if len(word) > LONGEST_WORD:
            return {}
        found = dict(self._prefixes.get(word, {}))
        long = SHORT_WORDS.get(word)
        if long:
            _merge(found, self._prefixes.get(long, {}), 0.97)
        parts = re.findall(r"[a-z]+|[0-9]+", word)
        if len(parts) > 1:
            _merge(found, self._all(parts), 0.9)
        if not found and len(word) > 3:
            for near in self._near(word):
                _merge(found, self._prefixes.get(near, {}), SLIP)
        return found

    def _all(self, parts: list[str]) -> dict[int, float]:
        found = self._prefixes.get(parts[0], {})
        for part in parts[1:]:
            more = self._prefixes.get(part, {})
            found = {number: min(score, more[number]) for number, score in found.items() if number in more}
        return found

    def _near(self, word: str) -> set[str]:
        """Words one slip away: a key too many, too few, wrong, or two swapped."""
        near = set(self._slips.get(word, ()))
        for cut in _without_one(word):
            near |= self._slips.get(cut, set())
            if cut in self._prefixes:
                near.add(cut)
        return near


def _merge(into: dict[int, float], more: dict[int, float], share: float) -> None:
    for number, score in more.items():
        if into.get(number, 0.0) < score * share:
            into[number] = score * share


def _initials(label: list[str]) -> Iterator[str]:
    """First letters, all and first-with-last: "Fruit Street garage" gives fsg and fg; numbers stay whole."""
    heads = [word if word.isdigit() else word[0] for word in label]
    yield "".join(heads)
    yield heads[0] + heads[-1]


def _without_one(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}
