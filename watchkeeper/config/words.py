"""The words of the public in other languages: gathered from pages and declarations, merged into the .po, compiled.

``python -m watchkeeper.config.words`` gathers what is new into ``locale/es``; ``compile`` writes the .mo that Django
reads (``make setup`` does, and no program of the machine is needed for it); ``check`` says what is not translated.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parent.parent
LOCALE = HOUSE / "locale"
# Whose words the public meets: its own pages, the declarations shown there, and errors.
SOURCES = (
    "surfaces/portal", "core/services/catalog", "core/services/answers.py", "core/people/qualifications.py",
    "config/errors.py",
)  # fmt: skip
_KEYWORDS = {
    "_": None, "_lazy": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
    "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
_HOLES = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|\{\w*\}")
_TAGS = re.compile(r"</?\w+[^>]*>")


def gathered() -> Catalog:
    """Every word of the public, as the sources have it."""
    found = Catalog(project="Watchkeeper", charset="utf-8", fuzzy=False)
    for path in _files():
        text = path.read_text(encoding="utf-8")
        code = templatize(text, origin=str(path)) if path.suffix == ".html" else text
        messages = extract("python", BytesIO(code.encode()), _KEYWORDS, (), {"encoding": "utf-8"})
        for _line, words, _comments, context in messages:
            found.add(words, locations=[(path.relative_to(HOUSE).as_posix(), 0)], context=context)
    return found


def held(language: str) -> Catalog:
    """The translations into ``language`` as they are committed."""
    with _po(language).open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def update(language: str) -> None:
    """Merge what the sources say now into the .po: new words come empty, old ones go."""
    catalog = held(language)
    catalog.update(gathered(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    for message in catalog:
        message.locations = [(path, 0) for path in sorted({path for path, _line in message.locations})]
    with _po(language).open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, include_lineno=False)


def compile_all() -> int:
    """Write the .mo beside every .po. Returns how many there are."""
    languages = [path.name for path in sorted(LOCALE.iterdir()) if _po(path.name).exists()]
    for language in languages:
        with _po(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, held(language))
    return len(languages)


def wrong(language: str) -> list[str]:
    """What is missing, unsure, no longer said, or has other holes and tags than the words it translates."""
    sources, catalog = gathered(), held(language)
    said = {(one.id, one.context): one for one in catalog if one.id}
    wanted = {(one.id, one.context) for one in sources if one.id}
    faults = [f"not there: {words}" for words, _context in wanted - said.keys()]
    faults += [f"no longer said: {words}" for words, _context in said.keys() - wanted]
    return sorted(faults + [found for one in said.values() if (found := fault(one))])


def fault(message: Message) -> str:
    """What is wrong with one translation, or ""."""
    sources = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
    told = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    given = [words or "" for words in told]
    if message.fuzzy or len(given) < len(sources) or not all(given):
        return f"not translated: {sources[0]}"
    plainest = {mark for words in sources for pattern in (_HOLES, _TAGS) for mark in pattern.findall(words)}
    for words in given:
        marks = {mark for pattern in (_HOLES, _TAGS) for mark in pattern.findall(words)}
        if marks != plainest:
            return f"other holes: {sources[0]}"
        if words[-1:] in ".?:" and words[-1:] != sources[-1][-1:]:
            return f"ends otherwise: {sources[0]}"
    return ""


def _files() -> Iterator[Path]:
    for source in SOURCES:
        path = HOUSE / source
        inside = [one for kind in ("*.py", "*.html") for one in sorted(path.rglob(kind))] if path.is_dir() else [path]
        yield from (one for one in inside if not {"tests", "migrations"} & set(one.parts))


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def main(words: list[str]) -> int:
    """Do what ``words`` say. Returns the exit status."""
    if words == ["compile"]:
        compile_all()
        return 0
    faults = []
    for path in sorted(LOCALE.iterdir()):
        if words != ["check"]:
            update(path.name)
        faults += [f"{path.name}: {fault}" for fault in wrong(path.name)]
    print("\n".join(faults) or "every word of the public is translated")  # noqa: T201 - it is what was asked for
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
