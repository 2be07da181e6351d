# Each target sets up what it needs first; a second time that only looks. ARGS goes to the program: make demo ARGS="--exit"
unexport PYTHONDONTWRITEBYTECODE  # some images set it: each start of a program of ours then compiles it anew
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests demo up test scenarios chaos check check-python check-page test-page bench bench-latency bench-density bench-fallback doctor clean

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
BENCHES := $(filter-out report histories rebuilding at_work interview_list mixed_load latency density fallback,$(basename $(notdir $(wildcard bench/*.py))))

help: ## What there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Fetch and build everything, into .venv and the cache; about 5 minutes the first time
	@$(PYTHON) tools/setup/bootstrap.py

setup-tests:
	@$(PYTHON) tools/setup/bootstrap.py --tests

demo: setup ## Hold an interview with a simulated candidate, then serve the page (ARGS="--candidates 3 --exit")
	@$(BIN)/interviewer demo --setup-seconds "$$(cat .venv/set-up-seconds)" $(ARGS)

up: setup ## The whole system, until Ctrl-C
	@$(BIN)/interviewer up $(ARGS)

test: setup-tests ## Everything that is tested, the checks first
	@$(MAKE) --no-print-directory --output-sync --jobs 2 check-python test-page
ifdef ARGS
	@$(BIN)/pytest $(ARGS)
else
	@$(BIN)/python tools/testing/run.py  # what goes by a clock, and behind it all that only computes
	@$(BIN)/pytest tests/chaos tests/scenarios -m quick -n 3 --dist loadfile  # by voice, where a busy machine is heard
endif

scenarios: setup-tests ## Conversations by voice through real rooms, some at a time; about 3 minutes
	@$(BIN)/pytest tests/scenarios $(ARGS)

chaos: setup ## Interviews while things break, the table into docs/reliability.md; two hours (again with ARGS=--resume)
	@$(BIN)/interviewer chaos run all --json chaos.json --table docs/reliability.md $(ARGS)

check: setup-tests ## Lint, types, layers, of Python and of the page; under a minute
	@$(MAKE) --no-print-directory --output-sync --jobs 2 check-python check-page

check-python:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

check-page:
	@$(BIN)/python tools/setup/npm.py run check

test-page: check-page
	@$(BIN)/python tools/setup/npm.py test

bench: setup ## Every program of bench/, one table each (JSON=DIR keeps the tables there)
	@for name in $(BENCHES); do $(BIN)/python bench/$$name.py $(if $(JSON),--json $(JSON)/$$name.json) || exit 1; done

bench-latency: setup ## The candidate's wait beside livekit-agents and pipecat; an hour, on a quiet machine
	@$(BIN)/python bench/latency.py $(if $(JSON),--json $(JSON)/latency.json) $(ARGS)

bench-density: setup ## What a call costs beside livekit-agents and pipecat; an hour, on a quiet machine
	@$(BIN)/python bench/density.py $(if $(JSON),--json $(JSON)/density.json) $(ARGS)

bench-fallback: setup ## The same faults of providers under stock livekit-agents with its adapters; an hour and a quarter
	@$(BIN)/python bench/fallback.py $(if $(JSON),--json $(JSON)/fallback.json) $(ARGS)

doctor: ## What is installed, running, reachable and missing, and what to do about it
	@$(BIN)/interviewer doctor $(ARGS)

clean: ## Remove what was made in the checkout; the cache and the state stay
	@rm -rf .venv dashboard/node_modules dashboard/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find src tests tools bench examples -name __pycache__ -prune -exec rm -rf {} +
