"""The pages are true: links lead somewhere, files they name exist, and what is generated is up to date."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.architecture.tree import ROOT, texts

PAGES = texts(".md")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"`((?:watchkeeper|tests|tools|docs|departments)/[\w./-]+)`")


def test_every_link_leads_somewhere() -> None:
    links = [(name, link) for name, text in PAGES.items() for link in LINK.findall(text)]
    assert [(name, link) for name, link in links if not ((ROOT / name).parent / link).exists()] == []


def test_every_file_a_page_names_exists() -> None:
    named = [(name, path) for name, text in PAGES.items() for path in NAMED.findall(text)]
    assert [(name, path) for name, path in named if not (ROOT / path).exists()] == []


def test_the_generated_page_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "watchkeeper.core.services.docs", "--check"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "watchkeeper.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_makefile_explains_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z][a-z-]*):(.*)$", makefile, re.MULTILINE)
    assert [name for name, rest in targets if "## " not in rest] == []


def test_every_name_of_the_environment_is_explained() -> None:
    names = {name for text in texts(".py").values() for name in re.findall(r"\bWATCHKEEPER_[A-Z_]+[A-Z]\b", text)}
    explained = set(re.findall(r"`(WATCHKEEPER_[A-Z_]+)`", (ROOT / "docs/operate/configuration.md").read_text("utf-8")))
    assert names - explained == set()
    assert explained - names == set()
