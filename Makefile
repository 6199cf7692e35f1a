# Everything runs in .venv, made of Python and the pinned packages of constraints.txt.
#
#   make demo    align the sample reports into demo/out.tmx
#   make test    run the whole test suite
#   make check   lint, types and tests: what a change has to pass
#   make docs    write the generated pages of docs anew
#   make clean   take away what make and the tools made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
TORCH := $(shell grep '^torch==' constraints.txt)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint types check docs clean

help:
	@sed -n 's/^#   //p' Makefile

demo: $(READY)
	@mkdir -p demo
	$(BIN)/egiz align corpora/samples/kk corpora/samples/ru -o demo/out.tmx
	@echo
	@echo "Where to look next:"
	@echo "  demo/out.tmx      the translation memory: open it in your translation tool"
	@echo "  corpora/samples/  the reports that went in"
	@echo "  README.md         how to align your own: $(BIN)/egiz align YOUR/kk YOUR/ru -o memory.tmx"

test: $(READY)
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

check: lint types test

docs: $(READY)
	$(BIN)/python docs/make_cli.py
	$(BIN)/python docs/make_tmx_checks.py

clean:
	rm -rf $(VENV) demo build dist *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find aligner corpora tmx tests benchmarks docs -name __pycache__ -prune -exec rm -rf {} +

# torch goes first and alone, so that a CPU build that pip is set to prefer is taken, and the
# packages that need torch find it there.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Egiz needs Python 3.11 or newer as $(PYTHON). Name another: make PYTHON=python3.12 …" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo "$(PYTHON) lacks venv. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; }
	@echo "Installing into $(VENV), once; it may take some minutes"
	$(PYTHON) -m venv $(VENV)
	$(PIP) $(TORCH)
	$(PIP) --editable '.[dev]'
	@touch $@
