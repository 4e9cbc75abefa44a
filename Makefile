# Two commands set everything up: `make demo` and `make test`. Everything else is for developers.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
ARGS   ?=
PIP    := $(BIN)/python -m pip --disable-pip-version-check -q
CHART  := src/jejak/ui/chart

.PHONY: demo demo-neo4j test check bench bench-identity bench-identity-growth bench-quality bench-analysis bench-start bench-screen bundle docs lock clean tools format

demo: $(VENV)/.base
	$(BIN)/jejak warm
	$(BIN)/jejak demo $(ARGS)

demo-neo4j: $(VENV)/.base tools
	$(BIN)/python tools/neo4j/demo.py $(ARGS)

test: check tools
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/mkdocs build --strict --quiet

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/run.py $(ARGS)

# Makes virtual environments for the packages that it compares with, in the user's cache.
bench-identity: $(VENV)/.dev
	PYTHONPATH=benchmarks $(BIN)/python -m identity.run $(ARGS)

bench-identity-growth: $(VENV)/.dev
	$(BIN)/python benchmarks/identity_growth.py $(ARGS)

bench-quality: $(VENV)/.dev
	$(BIN)/python benchmarks/identities.py $(ARGS)

# Makes a virtual environment for the packages that it compares with, and graphs, in the user's cache.
bench-analysis: $(VENV)/.dev
	PYTHONPATH=benchmarks $(BIN)/python -m engines.run $(ARGS)

bench-start: $(VENV)/.dev
	$(BIN)/python benchmarks/starting.py $(ARGS)

# Needs Chromium (`make tools`); makes a virtual environment for the package that it compares with, in the user's cache.
bench-screen: $(VENV)/.dev
	PYTHONPATH=benchmarks $(BIN)/python -m screen.run $(ARGS)

bundle: $(VENV)/.dev
	$(BIN)/python tools/bundle.py $(ARGS)

docs: $(VENV)/.dev
	$(BIN)/mkdocs build --strict

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Installs Maven, Chromium, Poppler and Java where the system allows it; otherwise names what is missing and fails.
tools: $(VENV)/.dev
	$(BIN)/python tools/prepare.py

lock: $(VENV)/.dev
	$(BIN)/python tools/lock.py

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Jejak needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

# pip refuses an editable install under --require-hashes, so the pinned packages come first.
$(VENV)/.base: $(BIN)/python requirements/base.txt pyproject.toml hatch_build.py $(wildcard $(CHART)/src/*.ts) src/jejak/schemas/looks.json
	$(PIP) install --require-hashes -r requirements/base.txt
	$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

clean:
	rm -rf build dist site .coverage coverage.xml .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache $(CHART)/dist
