# Lotse's commands. `make run` is all a newcomer needs.
PYTHON ?= python3.11
PY := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup run test check lint quick shots bench-ledger bench-understanding bench-knowledge

help:            ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 18

setup:           ## build both environments from the locks
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is missing: install it, or name it: make PYTHON=/path/to/python3.11 run" >&2; exit 3; }
	@$(PYTHON) tools/setup.py

run: setup       ## start everything and print the addresses
	@exec .venv/bin/lotse run

check: setup lint quick  ## lint, types, import contracts and the quick tests (under a minute)

lint:
	@.venv/bin/ruff check .
	@.venv/bin/mypy --no-error-summary
	@.venv/bin/lint-imports --no-logo

quick:
	@$(PY) -m pytest -m "not slow and not live"

test: setup      ## everything, with real Rasa and a real browser
	@tools/test.sh

bench-ledger: setup  ## both stores: webhooks in threes, apps killed, the books checked (LEDGER_CONVERSATIONS=60, ONLY=acks)
	@ONLY="$(ONLY)" tools/bench-ledger.sh

shots: setup     ## take the README's screenshots of the running system
	@$(PY) -m tools.shots

bench-understanding: setup  ## measure understanding on open data (DATA=../shared/data, ONLY="few parse")
	@.venv/bin/lotse prepare >/dev/null
	@$(PY) -m tools.bench.understanding $(or $(DATA),../shared/data) $(ONLY)

bench-knowledge: setup  ## measure the knowledge search (DATA=../shared/data, ONLY="own xquad")
	@.venv/bin/lotse prepare >/dev/null
	@$(PY) -m tools.bench.knowledge $(or $(DATA),../shared/data) $(ONLY)
