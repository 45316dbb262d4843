"""The behavior-only rule: a report of a suspicious person says what was done, not only what someone looks like.

services.md, S62: "behavior-only rule blocks race as sole descriptor"; section 6, M14.
"""

from __future__ import annotations

import re


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LOOKS = _set(
    """
    african american asian arab arabic black brown caucasian chinese ethnic foreign foreigner gypsy hispanic
    immigrant indian jewish latin latina latino latinx mexican middle eastern minority muslim native oriental
    person's pakistani race russian skin skinned color colored coloured turban hijab white yellow dark light
    """
)
_PLAIN = _set(
    """
    a an and another at by from here he her him his i in is it its just male female man men woman women boy girl guy
    guys kid lady of on one or our person people somebody someone suspicious strange weird odd looks look looking like
    seems seem seen saw see she some that the their them there these they this those two three to us was we were who
    with young old older younger middle-aged teen teenager adult tall short very around near outside inside student
    visitor stranger suspect individual individuals dude fellow gentleman not dressed dress acting out place belong
    belongs doesn't doesnt does don't dont maybe probably appears appearing
    """
)


def says_only_looks(text: str) -> bool:
    """Whether ``text`` names a person's race or origin and nothing that the person does."""
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text.lower().replace("’", "'"))
    if not words:
        return False
    parts = [part for word in words for part in (word.split("-") if word not in _PLAIN else [word])]
    return any(part in _LOOKS for part in parts) and all(part in _LOOKS or part in _PLAIN for part in parts)
