# `make demo` and `make test` need Python 3.11 or newer, git and make; nothing else.
#
# The environment is a plain venv filled by pip from requirements*.lock. A lock holds names,
# versions and hashes only. Resolvers that write their own lock format also write down the host
# that each file came from, and an installer then asks that host; a hash is proof enough, and
# leaves everybody free to install from the index or mirror that they have.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := corpus/reports/004_4b96716cd85d856b.txt
BASE ?= HEAD~1
DOCS := $(wildcard README*.md */README*.md) rules/CHECKLIST.md
UV_VERSION := 0.13.8

.PHONY: all demo test lint types imports unit env fmt golden effect bench fuzz load hostile mutate renderings docs lock clean

all: test

demo: $(VENV)/.runtime
	@$(BIN)/gouji check $(DEMO) || test $$? -eq 1

test: lint types imports unit

lint: $(VENV)/.dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check

types: $(VENV)/.dev
	$(BIN)/mypy --strict extractor rules service

imports: $(VENV)/.dev
	$(BIN)/lint-imports

unit: $(VENV)/.dev
	$(BIN)/pytest --numprocesses auto --dist loadfile

env: $(VENV)/.dev

fmt: $(VENV)/.dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# What the program says today about the corpus. The review is `git diff`.
golden: $(VENV)/.dev
	$(BIN)/python -m tests.golden

# Facts, links and findings gained and lost since BASE, and time per report.
effect: $(VENV)/.dev
	@$(BIN)/python -m tests.effect $(BASE)

bench: $(VENV)/.dev
	@$(BIN)/python -m tests.bench

# 32 clients load the service for a minute.
load: $(VENV)/.dev
	@$(BIN)/python -m tests.bench.load

# Posts 2,000 damaged files to the service.
hostile: $(VENV)/.dev
	GOUJI_TEST_POSTED=2000 $(BIN)/pytest -q tests/test_service_faults.py -k damaged

# Feeds damaged files to every loader for a minute. ARGS="--seconds 600 pdf".
fuzz: $(VENV)/.dev
	@$(BIN)/python -m tests.fuzz $(ARGS)

# Changes one number at a time: does the program say so, and where? ARGS="--all --report 004".
mutate: $(VENV)/.dev
	@$(BIN)/python -m tests.mutation $(ARGS)

# Prints the corpus by whatever is installed here, and compares what is read of it with its text.
# ARGS="--tool chromium --look zebra --report 000 --show 9".
renderings: $(VENV)/.dev
	@$(BIN)/python -m tests.renderings $(ARGS)

# Rewrites the generated pieces of the READMEs.
docs: $(VENV)/.dev
	$(BIN)/cog -r -P -U -n utf-8 -I . $(DOCS)

# What a user gets: the demo runs, and `gouji --help` starts, before any tool for developers is in.
$(VENV)/.runtime: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gouji needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	$(BIN)/gouji --help > /dev/null
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

# uv is needed for this target alone: pip cannot resolve for all platforms at once.
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet uv==$(UV_VERSION)
	build/lock/bin/uv pip compile pyproject.toml --output-file requirements.lock $(LOCK)
	build/lock/bin/uv pip compile pyproject.toml --group dev --all-extras \
		--constraints requirements.lock --output-file requirements-dev.lock $(LOCK)

LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	--custom-compile-command 'make lock' --quiet

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
