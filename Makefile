# Two commands: `make run` opens a sample city, `make test` checks everything. The rest are their steps.
PYTHON ?= python3
PORT ?= 8000
CIVIC_HOME ?= ./var
BIN := .venv/bin
export PORT CIVIC_HOME

.PHONY: run test check lint types walls catalogue unit browser bench clean chromium

run: .venv/.run
	@CIVIC_ENV=$${CIVIC_ENV:-development} $(BIN)/civic demo --serve

test: .venv/.test lint types walls unit chromium browser

check: .venv/.test lint types walls  ## the fast loop
	@$(BIN)/pytest -q -x -m "not slow and not corpus and not postgres" --ignore=tests/browser --ignore=tests/journeys

lint: .venv/.test
	@$(BIN)/ruff check civic moderation tests benchmarks
	@$(BIN)/ruff format --check civic moderation tests benchmarks

types: .venv/.test
	@$(BIN)/mypy

walls: .venv/.test  ## the import rules of docs/house.md
	@$(BIN)/lint-imports

# The order of the tests is random, and their own state decides it: a failure repeats. Another order: make unit SEED=7
SEED ?= $(shell printf %d 0x$$(git rev-parse --short=7 HEAD:tests 2>/dev/null || echo 1))
unit: .venv/.test
	@$(BIN)/pytest -q --randomly-seed=$(SEED) --ignore=tests/browser

browser: .venv/.test chromium
	@$(BIN)/pytest -q -p no:randomly tests/browser

bench: .venv/.test
	@$(BIN)/python -m benchmarks.pages
	@$(BIN)/python -m benchmarks.posting

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	  else echo "The browser tests need Chromium and Japanese fonts: sudo apt install chromium fonts-noto-cjk"; exit 1; fi; }
	@fc-list ':lang=ja' 2>/dev/null | grep -q . || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq fonts-noto-cjk fontconfig >/dev/null; \
	  else echo "The browser tests need Japanese fonts: sudo apt install fonts-noto-cjk"; exit 1; fi; }

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 to 3.13 is needed: sudo apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Python 3.11 to 3.13 is needed; $(PYTHON) is $$($(PYTHON) -V). Name another: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: sudo apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python requirements.lock pyproject.toml
	@echo "Installing what Civic needs (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: .venv/.run requirements-test.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-test.lock
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis artefacts
