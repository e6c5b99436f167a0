# Two commands set everything up on a machine with Python 3.11, git and make:
#   make demo    generate both starters of the default spec and say where to look
#   make test    run the test suite; of what takes hours a short version
# One more shows how reliable all of it is, in some hours:
#   make soak    run tests/reliability at full length, and write docs/reliability.md anew
#                (SOAK=FILE: one of its files; SOAK=tests/generated: all cases of the
#                big specs)

PYTHON ?= $(shell command -v python3.11 || echo python3)
BIN := .venv/bin
DEMO := demo/myproject
SOAK ?= tests/reliability

.PHONY: demo test soak golden lint format bench lock clean

demo: .venv/installed
	@if test -e $(DEMO); then \
	  echo "$(DEMO) is there already: open $(DEMO)/comparison.html"; \
	else \
	  $(BIN)/scaffold both myproject --output-dir demo; \
	fi

# The tests run ruff and uv, which are installed beside pytest. The long ones come
# first, so that no worker waits for the other at the end.
test: export PATH := $(CURDIR)/$(BIN):$(PATH)
test: .venv/installed
	$(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder

# One after the other: under load, figures would tell of each other.
soak: export PATH := $(CURDIR)/$(BIN):$(PATH)
soak: .venv/installed
	$(BIN)/pytest $(SOAK) --soak
	$(BIN)/python tests/reliability/figures.py

# What the small spec gives; a change of the templates shows in its diff.
golden: .venv/installed
	$(BIN)/python tests/golden_files.py

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/installed
	$(BIN)/python -m benchmarks

# Refresh the hash-locked requirements of both starters: they do not depend on the spec.
lock: .venv/installed
	rm -rf .cache/lock
	for framework in django flask; do \
	  $(BIN)/scaffold $$framework $$framework"_lock" --output-dir .cache/lock && \
	  $(MAKE) -C .cache/lock/$$framework"_lock" lock UV="$(CURDIR)/$(BIN)/uv" && \
	  for file in requirements.txt requirements-dev.txt; do \
	    sed "s/$$framework-lock (pyproject.toml)/pyproject.toml/" \
	      .cache/lock/$$framework"_lock"/$$file \
	      > "templates/$$framework/{{cookiecutter.project_slug}}/$$file"; \
	  done || exit 1; \
	done

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv .cache demo build dist
