# Watchkeeper: `make help` says what there is.
SHELL := /bin/sh
export DJANGO_SETTINGS_MODULE := watchkeeper.config.settings
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/pytest
# Each worker has a database of its own: two suit a small machine, more than four gain little.
WORKERS ?= $(shell $(PYTHON) -c "import os; print(min(4, max(2, os.cpu_count() or 2)))")
QUICK := not slow and not property and not simulation and not browser and not postgres

.DEFAULT_GOAL := help
.PHONY: help setup needs demo test test-quick test-sqlite test-postgres check format docs bench screenshots clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what the lock files name: Python packages, front-end files, .venv/bin/watchkeeper
	@$(PYTHON) tools/setup.py

needs: ## Chromium and PostgreSQL for the tests: installed as root on Debian, elsewhere named
	@$(PYTHON) tools/needs.py

demo: setup ## A living shift on both departments, in the browser (ARGS="--speed 10" and the like)
	@$(BIN)/watchkeeper demo $(ARGS)

test: setup needs test-sqlite test-postgres ## Every test, on SQLite and on a PostgreSQL it starts itself, with headless Chromium

test-sqlite: setup ## Every test, on SQLite; the browser's one after another
	WATCHKEEPER_PROOFS=1 $(PYTEST) -n $(WORKERS) --dist loadfile -m "not browser" $(ARGS)
	WATCHKEEPER_PROOFS=1 $(PYTEST) -m browser $(ARGS) || { echo "once more, only what failed: a browser on a busy machine may be late"; $(PYTEST) -m browser --last-failed --last-failed-no-failures none $(ARGS); }

test-postgres: setup ## The same on a private PostgreSQL, but for tests that read only files, browse or simulate on SQLite
	WATCHKEEPER_PROOFS=1 $(BIN)/python -m watchkeeper.config.private_postgres --fast $(PYTEST) -n $(WORKERS) --dist loadfile -m "not browser and not simulation" --ignore tests/architecture $(ARGS)

test-quick: setup ## The tests of a minute: no slow, property, simulation, browser or PostgreSQL tests
	$(PYTEST) -n $(WORKERS) --dist loadfile -m "$(QUICK)" $(ARGS)

check: setup ## Format, lint, types, layers, migrations, generated pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m watchkeeper.core.services.docs --check
	$(BIN)/python -m watchkeeper.core.services.lock --check
	$(BIN)/python -m watchkeeper.config.words check

format: setup ## Let ruff format and mend what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: setup ## Write the generated pages and the catalog lock anew
	$(BIN)/python -m watchkeeper.core.services.docs
	$(BIN)/python -m watchkeeper.core.services.lock

bench: setup ## The measured table (ARGS="board --json" for one bench)
	@$(BIN)/watchkeeper bench $(ARGS)

screenshots: setup needs ## Photograph every screen and state into docs/screenshots (ARGS="board measures --keep")
	@$(BIN)/python -m watchkeeper.config.pictures $(ARGS)

clean: ## Remove what setup and the tests made
	rm -rf .venv .tools node_modules watchkeeper/static/vendor watchkeeper/static/console .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
