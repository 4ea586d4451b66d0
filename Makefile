# Every target sets up what it needs first; `make help` lists them.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
RUN := .venv/bin/python

.PHONY: help setup demo test test-services check format rules bench clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Find Python, install the locked packages and what certificates need
	@bin/setup

demo: setup ## Start UUCME with a demonstration office (PORT=8000)
	@$(RUN) manage.py demo --port $(or $(PORT),8000) $(ARGS)

test: setup ## Run every test on SQLite and the embedded broker (ARGS="-k claim")
	@DATABASE_URL= REDIS_URL= $(RUN) -m pytest -n 2 $(ARGS)

test-services: setup ## Run every test on the PostgreSQL and Redis of DATABASE_URL and REDIS_URL
	@bin/test-services $(ARGS)

check: setup ## Lint, format, types, templates, import contracts, migrations, drawn workflow, dependencies
	@bin/check

format: setup ## Put the code into the house's format
	@.venv/bin/ruff check --fix --quiet .; .venv/bin/ruff format .

rules: setup ## Say which rules of a file have tests (FILE=path/to/rules.md)
	@$(RUN) tests/rules.py "$(FILE)"

bench: setup ## Measure pages, certificates and the worker
	@$(RUN) -m bench

clean: ## Remove what setup and tests made; the data in var/ stays
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
