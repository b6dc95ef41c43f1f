# OneLane. Everything runs in .venv, which `make setup` makes from hash-locked files with nothing but python3.
PYTHON ?= python3
BIN := .venv/bin
SETUP := $(PYTHON) requirements/install.py
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

.DEFAULT_GOAL := help
.PHONY: help setup run demo bench screens test soak-bookings soak-payments soak-plates soak-twin fuzz-api check lock

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

setup:  ## make the environment in .venv, with the command onelane
	@$(SETUP) base

run: setup  ## start the office with its demo data; Ctrl-C stops it
	@exec $(BIN)/onelane run

demo: setup  ## drive one car from arrival to hand-over
	@exec $(BIN)/onelane demo

bench: .venv/dev  ## measure the hot deeds
	@exec $(BIN)/onelane bench lane --json

soak-plates: .venv/dev  ## a million attempts on numbers while processes are killed
	@exec $(BIN)/python tests/races/soak_plates.py

screens: .venv/dev  ## take the pictures under docs/screens and docs/papers
	@$(BIN)/onelane papers pictures
	@exec $(BIN)/onelane screens

test: .venv/dev  ## every test, browser tests included (BROWSER=none leaves them out)
	@$(BIN)/python tests/browser.py
	@$(BIN)/pytest -n auto --dist loadfile

soak-twin: .venv/dev  ## the simulator against theory, 5,000 cases against the plan, the estimates on 50 days
	$(BIN)/onelane twin check
	$(BIN)/onelane log plant
	$(BIN)/onelane forecast evaluate

soak-bookings: .venv/dev  ## 5,000 lives of bookings against a plain model
	@ONELANE_SOAK_BOOKINGS=5000 $(BIN)/pytest -s tests/actions/bookings/test_against_a_plain_model.py --durations=3

soak-payments: .venv/dev  ## 500 lives of a bill of 40 steps each, through the real client libraries
	@ONELANE_SOAK_RUNS=500 ONELANE_SOAK_ROWS=100000 $(BIN)/pytest -s tests/actions/payments/test_money_adds_up.py tests/actions/payments/test_reconciliation.py -m slow --durations=5 --show-capture=no

fuzz-api: .venv/dev  ## ask the API 20,000 times whatever its description allows, and more
	@ONELANE_FUZZ_CASES=20000 $(BIN)/pytest -s tests/channels/api/test_whatever_is_asked.py --show-capture=no

check: .venv/dev  ## every guard rail
	@$(BIN)/onelane check

lock: .venv/dev  ## renew the locks from requirements/*.in (UPGRADE=1 takes newer versions)
	cd requirements && for name in base dev uv; do ../$(LOCK) $(if $(UPGRADE),--upgrade) $$name.in -o $$name.txt || exit 1; done

.PHONY: .venv/dev
.venv/dev:
	@$(SETUP) dev
