# Two commands set everything up on a machine with Python 3.11, git and make:
#   make demo    generate both starters of the default spec and say where to look
#   make test    run the test suite; what takes longer is left to the two below
# While one works on it:
#   make check        lint, types, fast tests; every test is imported: within a minute
#   make golden       write tests/golden anew, after a change of the templates
#   make pictures     take the README's picture of the comparison page anew
#   make reliability  what .ci/run runs after `make test`, in a short version
# One more shows how reliable all of it is, in some hours:
#   make soak    run every test at full length, and write docs/reliability.md anew
#                (SOAK=FILE: one file or folder of tests)
# docs/tests.md says which promise is proven where.

PYTHON ?= $(shell command -v python3.11 || echo python3)
BIN := .venv/bin
DEMO := demo/myproject
# In the order of the tests, of which the longest come first.
TOGETHER := -n 2 --dist loadgroup --no-loadscope-reorder
SOAK ?= tests

.PHONY: demo check test reliability soak golden lint format bench lock refresh names pictures clean

demo: .venv/installed
	@if test -e $(DEMO); then \
	  echo "$(DEMO) is there already: open $(DEMO)/comparison.html"; \
	else \
	  $(BIN)/scaffold both myproject --output-dir demo; \
	fi

check: lint
	$(BIN)/pytest $(TOGETHER) -m check

test: .venv/installed
	$(BIN)/pytest $(TOGETHER) -m "check or test"

reliability: .venv/installed
	$(BIN)/pytest $(TOGETHER) -m ci

# One after the other: under load, figures would tell of each other.
soak: .venv/installed
	$(BIN)/pytest $(SOAK) --soak
	$(BIN)/python tests/reliability/figures.py

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

# Copy templates/shared into both templates, and write their cookiecutter.json.
refresh: .venv/installed
	$(BIN)/python -m scaffold.generate.refresh

# Read the names that are taken anew, from both starters and what they install.
names: .venv/installed
	PYTHONPATH=tests XDG_CACHE_HOME=$(CURDIR)/.cache $(BIN)/python -m taken

# Take the README's picture of the comparison page anew, measurements included.
pictures: .venv/installed
	XDG_CACHE_HOME=$(CURDIR)/.cache $(BIN)/python tests/pictures.py

# Refresh the hash-locked requirements of both starters, which do not depend on the spec,
# and say what changed; then ask the registry what each direct one released last.
lock: .venv/installed
	rm -rf .cache/lock
	for framework in django flask; do \
	  $(BIN)/scaffold $$framework $$framework"_lock" --output-dir .cache/lock && \
	  $(MAKE) -C .cache/lock/$$framework"_lock" lock UV="$(CURDIR)/$(BIN)/uv" && \
	  for file in requirements.txt requirements-dev.txt; do \
	    sed "s/$$framework-lock (\(pyproject.toml[^)]*\))/\1/" \
	      .cache/lock/$$framework"_lock"/$$file \
	      > "templates/$$framework/{{cookiecutter.project_slug}}/$$file"; \
	  done || exit 1; \
	done
	$(BIN)/python tests/lock_changes.py
	$(BIN)/python tests/releases.py

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv .cache demo build dist
