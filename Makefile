# Two commands on a fresh machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test test-quick check docs matrix bench bench-quick clean

$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@ $(VENV)/.demo

$(VENV)/.bench: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	touch $@ $(VENV)/.demo

$(VENV)/.docs: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	touch $@ $(VENV)/.demo

demo: $(VENV)/.demo
	$(BIN)/sim run scenarios/new_start/baseline.yaml --out results/new_start

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist worksteal

# Some tests of every folder, in under two minutes.
test-quick: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist worksteal -m quick tests

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The documentation site, in build/site; needs no network once it is installed.
docs: $(VENV)/.docs
	$(BIN)/python -m tools.site build/site

# The digits on every Python found, with the newest and the oldest dependencies; MATRIX=tests runs all tests there.
PYENV = $(wildcard $(HOME)/.pyenv/versions/*/bin)
MATRIX ?= tests/digits
matrix:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet 'tox>=4.23' 'tox-uv>=1.16'
	PATH="$(PATH):$(shell echo $(PYENV) | tr ' ' ':')" $(BIN)/tox run -- $(MATRIX)

# About ten minutes on two idle cores; BENCH=--record keeps the tables in benchmarks/README.md.
bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks $(BENCH)

bench-quick: $(VENV)/.bench
	$(BIN)/python -m benchmarks --size quick $(BENCH)

clean:
	rm -rf $(VENV) build results .pytest_cache .mypy_cache .ruff_cache
