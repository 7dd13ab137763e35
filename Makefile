# make crawl sets up everything by itself. Paths are relative to this file and recipes quote them: spaces do no harm.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PYTHON ?=
URL ?=
BY ?=
OUT ?=
ARGS ?=
export PYTHON URL BY OUT

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
FRESH := build/constraints

# The first interpreter that is there, runs, and is new enough: a pyenv shim may be there and not run.
define find_python
for python in $${PYTHON:-python3 python3.13 python3.12 python3.11}; do \
  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
done; \
if [ -z "$$found" ]; then echo "Python 3.11 or newer is needed: name one, as in make $(MAKECMDGOALS) PYTHON=/opt/python/bin/python3" >&2; exit 1; fi
endef

# $(1): folder. Debian ships venv apart from Python, and leaves half an environment behind where it is missing.
define make_venv
$(find_python); \
"$$found" -m venv --clear $(1) || { rm -rf $(1); echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
endef

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | expand -t 14

.PHONY: crawl
crawl: .venv/.installed ## crawl the embedded sample site, or URL=https://…  [BY=category] [OUT=file.csv] [ARGS="--since 2025"]
	@set --; \
	if [ -n "$$URL" ]; then set -- "$$URL"; fi; \
	if [ -n "$$BY" ]; then set -- "$$@" --by "$$BY"; fi; \
	if [ -n "$$OUT" ]; then set -- "$$@" --output "$$OUT"; fi; \
	$(BIN)/python -m capital_spider crawl "$$@" $(ARGS)

.PHONY: test
test: .venv/.developer ## run the tests
	@$(BIN)/python -m pytest -n 2

.PHONY: lint
lint: .venv/.developer ## ruff: rules and format
	@$(BIN)/python -m ruff check
	@$(BIN)/python -m ruff format --check

.PHONY: types
types: .venv/.developer ## mypy, strict
	@$(BIN)/python -m mypy

.PHONY: schema
schema: .venv/.installed ## print the JSON Schema of the record
	@$(BIN)/python -m capital_spider schema

.PHONY: constraints
constraints: ## bring constraints.txt up to the newest releases that pyproject.toml allows
	@$(call make_venv,$(FRESH))
	@$(FRESH)/bin/python -m pip install -qq --upgrade pip
	@$(FRESH)/bin/python -m pip install -qq --editable '.[dev]'
	@{ sed -n '/^#/p' constraints.txt; $(FRESH)/bin/python -m pip freeze --exclude-editable | LC_ALL=C sort -f; } > $(FRESH)/new
	@mv $(FRESH)/new constraints.txt
	@rm -rf $(FRESH)

.PHONY: clean
clean: ## remove the virtual environment and everything built
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find capital_spider tests benchmarks training -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian 12's own pip (23.0) cannot install two packages that both ask for lxml's html-clean extra.
.venv/.installed: pyproject.toml constraints.txt
	@if ! $(BIN)/python -c '' 2>/dev/null; then $(call make_venv,.venv); fi
	@echo "Installing capital-spider into .venv"
	@$(PIP) install -qq --upgrade pip
	@$(PIP) install -qq --constraint constraints.txt --editable .
	@touch $@

.venv/.developer: .venv/.installed
	@$(PIP) install -qq --constraint constraints.txt --editable '.[dev]'
	@touch $@
