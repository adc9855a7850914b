# Kopdar: make chat and talk to it. Nothing is installed outside this folder.

PYTHON ?= python3

VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip -qq --disable-pip-version-check --no-input

# Each mark in .venv is made when its step is done, so that an interrupted set-up is taken up
# where it stopped and a finished one costs nothing.
MADE := $(VENV)/.made
INSTALLED := $(VENV)/.installed
TEST_TOOLS := $(VENV)/.test-tools
COMPILED := $(VENV)/.compiled
FILLED := $(VENV)/.filled
OURS := $(filter-out tests/,$(dir $(wildcard */__init__.py)))

# The virtual environment dies with the Python it was made from, for instance at an upgrade.
IS_DEAD := $(shell test ! -e $(MADE) || $(RUN) -c '' 2>/dev/null || echo yes)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help install chat test lint again

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

install: $(FILLED) ## set everything up: packages, database, reference data
	@echo "Kopdar is set up. Talk to it: make chat"

chat: $(FILLED) ## set up what is missing and talk to Kopdar here
	@$(RUN) -m bot chat

test: $(TEST_TOOLS) ## run all tests
	@$(RUN) -m pytest -n 3 --dist loadfile

lint: $(TEST_TOOLS) ## check style, types and the rules on imports
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy
	@$(VENV)/bin/lint-imports --no-logo

$(MADE): $(if $(IS_DEAD),again)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Kopdar needs Python 3.11 or newer, and $(PYTHON) is not. If another is there:"; \
		echo "make install PYTHON=python3.12"; exit 1; }
	@$(RUN) -m pip --version >/dev/null 2>&1 || { \
		echo "Making the virtual environment in $(VENV) …"; \
		$(PYTHON) -m venv --clear $(VENV) || { \
			echo "Python could not make it; on Debian and Ubuntu: apt install python3-venv"; \
			exit 1; }; }
	@touch $@

$(INSTALLED): requirements.lock $(MADE)
	@echo "Installing the packages of requirements.lock (about a minute the first time) …"
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(TEST_TOOLS): requirements-dev.lock $(INSTALLED)
	@echo "Installing what tests need from requirements-dev.lock …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# As pip does with what it installs. Python keeps what it compiled only where it is let, and whoever
# does not let it waits for the same at every start: a fifth of the time to the first answer.
$(COMPILED): $(INSTALLED) $(wildcard $(OURS:%=%*.py) $(OURS:%=%*/*.py))
	@$(RUN) -m compileall -q $(OURS)
	@touch $@

# A database that is moved or deleted later is filled by Kopdar itself when it starts.
$(FILLED): $(wildcard .env data/*.csv storage/*.py storage/migrations/versions/*.py)
$(FILLED): $(INSTALLED) | $(COMPILED)
	@echo "Preparing the database and the published figures …"
	@$(RUN) -m bot import
	@touch $@
