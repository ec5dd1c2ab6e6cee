# `make` alone lists what there is. Needs Python 3.12 or newer and nothing else.

PYTHON ?= $(firstword $(shell for p in $$(ls -d $(HOME)/.pyenv/versions/3.1[2-9]*/bin/python3 2>/dev/null | sort -rV) python3.14 python3.13 python3.12 python3; do \
  $$p -c 'import sys,ensurepip; sys.exit(sys.version_info < (3,12))' 2>/dev/null && command -v $$p; done))
PY := .venv/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes
LOCK := .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links --no-python-downloads --python-version 3.12
LONG_COUNTS := $(addprefix tests/coaching/services/,test_anything.py test_uploading_order.py test_at_once.py) \
  tests/accounts/test_audit.py
# What .env says, for the site itself.
ENV := set -a; if [ -f .env ]; then . ./.env; fi; set +a;

.DEFAULT_GOAL := help
.PHONY: help setup run demo test long bench backup restore words lock clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: .venv/.dev ## Install everything, for running and for working on it

run: .venv/.run ## Serve the site at http://127.0.0.1:8000 (PORT=8001 make run: elsewhere)
	@$(ENV) exec $(PY) manage.py serve

demo: .venv/.run ## The same with made-up people, in a database of its own
	@$(ENV) exec $(PY) manage.py serve --demo

test: .venv/.dev ## Every check and test, on SQLite and PostgreSQL, in a real browser
	@$(PY) -m tests.gate

long: .venv/.dev ## Long counts, other browsers, and scanners from outside; takes a while
	@tests/browsers.sh
	@tests/faults/tools.sh
	@tests/outside/tools.sh $(PY) var/outside
	@tests/debian.sh
	@LONG=1 $(PY) -m pytest -m long -s --ignore=tests/faults
	@LONG=1 $(PY) -m pytest -s tests/faults
	@LONG=1 $(PY) -m pytest -q tests/fuzz/test_fuzz.py
	@LONG=1 $(PY) -m pytest $(LONG_COUNTS)
	@LONG=1 TEST_DATABASE=postgres $(PY) -m pytest $(LONG_COUNTS)
	@TEST_DATABASE=postgres $(PY) -m pytest -q -m "not browser"

bench: .venv/.dev ## Measure speed
	@$(PY) -m bench

backup: .venv/.run ## Copy the database while the site runs, and check the copy
	@$(ENV) $(PY) manage.py backup

restore: .venv/.run ## Put a copy back: make restore FILE=var/backups/coach-....sqlite3
	@$(ENV) $(PY) manage.py restore "$(FILE)"

words: .venv/.dev ## Bring the texts to translate, and what the site reads of them, up to date
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m tests.words

lock: .venv/.dev ## Compile each *.in of requirements into its *.lock (UPGRADE=1: newest versions)
	@$(LOCK) $(if $(UPGRADE),--upgrade) requirements.in -o requirements.lock
	@$(LOCK) $(if $(UPGRADE),--upgrade) requirements-dev.in -o requirements-dev.lock
	@$(LOCK) $(if $(UPGRADE),--upgrade) tests/outside/scanners.in -o tests/outside/scanners.lock

clean: ## Remove the environment and every cache; keep the data in var/
	rm -rf .venv .*_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.12 or newer is needed: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -m venv .venv

.venv/.run: requirements.lock | .venv/bin/python
	@echo "Installing what the site needs ..."
	@$(PIP) -r requirements.lock
	@touch $@

# The dev lock holds the runtime lock too, so both are up to date after this.
.venv/.dev: requirements.lock requirements-dev.lock | .venv/bin/python
	@echo "Installing what the site and its tests need ..."
	@$(PIP) --no-compile -r requirements-dev.lock
	@$(PY) -m compileall -qq -j 0 .venv/lib || true
	@touch .venv/.run $@
