# Needs Python 3.11 to 3.13, make and a package index. `make help` lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
DEMO_READY := $(VENV)/demo-is-ready
DEV_READY := $(VENV)/dev-is-ready

# How many processes test: "auto" is one per core. WP is a WordPress version: 6.1, stable, newest.
TEST_WORKERS ?= auto
WP ?= stable
# The tests start many processes: each would compile the product anew.
unexport PYTHONDONTWRITEBYTECODE
PYTEST = $(BIN)/python -m pytest -n $(TEST_WORKERS) --maxprocesses=8 --dist=loadgroup

.PHONY: help demo test lint format bench browser wordpress screenshots plugin lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(DEMO_READY) ## the whole helpdesk with a real WordPress (DEMO_ARGS=--check: once, unattended)
	@$(BIN)/helpdesk-bridge demo $(DEMO_ARGS)

test: $(DEV_READY) ## all tests, on real servers that they start themselves (TEST_ARGS=)
	@$(BIN)/python -m tests.servers.install
	@$(PYTEST) $(TEST_ARGS)

lint: $(DEV_READY) ## style, types, and which part may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --config contracts.toml

format: $(DEV_READY) ## rewrites the code in its style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV_READY) ## measures speed (BENCH_ARGS="[NAME…] [--list] [--json]")
	@$(BIN)/python -m bench $(BENCH_ARGS)

browser: $(DEV_READY) ## only the tests in a browser
	@$(BIN)/python -m tests.servers.install
	@$(PYTEST) -m browser $(TEST_ARGS)

wordpress: $(DEV_READY) ## only the tests on WordPress (WP=6.1|stable|newest)
	@$(BIN)/python -m tests.servers.install
	@HELPDESK_TEST_WORDPRESS=$(WP) $(PYTEST) -m wordpress $(TEST_ARGS)

screenshots: $(DEV_READY) ## takes the pictures of the documentation anew
	@$(BIN)/python -m tests.servers.install
	@$(BIN)/python -m tests.browser.screenshots $(SCREENSHOT_ARGS)

plugin: $(DEMO_READY) ## the WordPress plugin as dist/helpdesk-bridge.zip
	@$(BIN)/python scripts/plugin_zip.py

lock: ## writes the lock files from pyproject.toml (needs uv; LOCK_ARGS=--upgrade)
	$(LOCK) --extra demo -o requirements.lock pyproject.toml
	$(LOCK) --extra dev --constraint requirements.lock -o requirements-dev.lock pyproject.toml

clean: ## removes .venv and what was built
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# ---- the virtual environment: made once, renewed when a lock file changes

# Tries the names newest first; a name that stands on PATH may still not run.
$(BIN)/python:
	@for candidate in $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python); do \
	  if $$candidate -c 'import sys, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	    >/dev/null 2>&1; then \
	    echo "creating $(VENV) with $$candidate"; exec $$candidate -m venv $(VENV); \
	  fi; \
	done; \
	echo "Python 3.11, 3.12 or 3.13 with its venv module is needed; found: $$($(or $(PYTHON),python3) --version 2>&1)." >&2; \
	echo "Install one (Debian, Ubuntu: apt-get install python3-venv) or name it: make PYTHON=/path/to/python3" >&2; \
	exit 1

$(DEMO_READY): requirements.lock pyproject.toml | $(BIN)/python
	@if [ -e $(DEV_READY) ] && [ ! requirements.lock -nt $(DEV_READY) ] && [ ! pyproject.toml -nt $(DEV_READY) ]; \
	then echo "the tools for tests are there and hold all that the demo needs"; \
	else $(call install,requirements.lock); fi
	@touch $@

$(DEV_READY): requirements-dev.lock pyproject.toml | $(BIN)/python
	@$(call install,requirements-dev.lock)
	@touch $@

# Installs a lock file, then this project as an editable; a broken download is tried again.
define install
for attempt in 1 2 3; do \
  echo "installing $(1)"; \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && break; \
  if [ $$attempt = 3 ]; then echo "could not install $(1): see above; make clean starts anew" >&2; exit 1; fi; \
  echo "that failed, trying again" >&2; sleep $$((attempt * 5)); \
done; \
$(BIN)/python -m pip install --quiet --disable-pip-version-check \
  --no-index --no-deps --no-build-isolation --editable .
endef

LOCK = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet $(LOCK_ARGS)
