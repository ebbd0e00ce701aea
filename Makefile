# Targets for people; `make help` explains them. Python 3.11 to 3.13 on Linux; nothing is installed outside .venv.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run serve train test lint bench bench-service base lock clean

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
SERVICE_PORT ?= 8600
MINUTES ?= 10
CONFIG ?= training/configs/base-cpu.toml
ARGS ?=

# The first interpreter that is a supported version and can make an environment; PYTHON=... chooses another.
PYTHON ?= $(shell for name in python3 python3.12 python3.13 python3.11 "$$HOME"/.pyenv/versions/3.1[123].*/bin/python; do \
	"$$name" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { command -v "$$name"; break; }; done)

# Installs what a lock names and tells in one line how far it is; pip's own warnings and errors are shown as they are.
define install
	@total=$$(grep -c == $(1)); found=0; fetched=0; \
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off -r $(1) | while read -r what name size _; do \
		case "$$what $$name $$size" in \
			*.metadata*) continue;; \
			Collecting*|Processing*) found=$$((found + 1)); text="Looking up $${name##*/} ($$found of $$total)";; \
			Downloading*) fetched=$$((fetched + 1)); text="Fetching $${name%%-*} ($$fetched of $$total)";; \
			"Using cached"*) fetched=$$((fetched + 1)); text="Fetching $${size%%-*} ($$fetched of $$total)";; \
			"Installing collected"*) text="Installing the packages ($$found)";; \
			*) continue;; \
		esac; \
		if [ -t 1 ]; then printf '\033[K%s …\r' "$$text"; elif [ "$$what" = Installing ]; then echo "$$text …"; fi; \
	done; \
	if [ -t 1 ]; then printf '\033[K'; fi
endef

help: ## Explain every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.run ## Set up on the first start, then open the app on 127.0.0.1:8501 (PORT=8502 for another port)
	@$(BIN)/hoyaku setup
	@exec $(BIN)/hoyaku ui --port $(PORT)

serve: $(VENV)/.run ## Serve programs over HTTP on 127.0.0.1:8600 (SERVICE_PORT=8601 for another port, ARGS="--workers 2")
	@$(BIN)/hoyaku setup
	@exec $(BIN)/hoyaku serve --port $(SERVICE_PORT) $(ARGS)

train: $(VENV)/.run ## Fine-tune the serving model on the approved pairs and serve it if it is better (ARGS="--max-minutes 5")
	@exec $(BIN)/hoyaku train $(ARGS)

test: $(VENV)/.dev ## Run all tests (ARGS="-k memory" for some of them)
	@$(BIN)/pytest --numprocesses auto --dist loadgroup --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.dev ## Check style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.dev ## Print the tables of measured speed, memory and quality (ARGS="startup" for one of them)
	@$(BIN)/python -m benchmarks $(ARGS)

bench-service: $(VENV)/.dev ## Print what the HTTP service translates with 1, 8 and 32 clients, then ask for MINUTES=10 without an error
	@$(BIN)/python -m benchmarks.service $(MINUTES)

base: $(VENV)/.train ## Train the base model, or go on with it, in work/ (CONFIG=FILE for another configuration; takes hours)
	@$(BIN)/python -m training.base --config $(CONFIG) $(ARGS)

lock: $(VENV)/.dev ## Choose dependency versions anew and write the lock files (needs Python 3.11)
	@$(BIN)/python .ci/lock.py

clean: ## Remove the environment and everything built; a user's data stay
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: an environment is made anew only where a lock or the project's own metadata is newer than it. The pip that
# came with Python 3.11 takes some minutes to read the indexes of so many packages, a newer one seconds.
$(VENV)/.run: requirements.lock pyproject.toml
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		[ -n "$(PYTHON)" ] || { echo "No Python 3.11, 3.12 or 3.13 with venv was found; install one (on Debian and Ubuntu:" \
			"apt-get install python3 python3-venv), or name it: make run PYTHON=/path/to/python3.12" >&2; exit 1; }; \
		echo "Making the environment with $$($(PYTHON) --version); this takes some minutes, once."; \
		$(PYTHON) -m venv --clear $(VENV); \
		$(BIN)/python -m pip install --disable-pip-version-check --quiet 'pip>=25'; \
	fi
	$(call install,requirements.lock)
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev $(VENV)/.train: $(VENV)/.%: $(VENV)/.run requirements-%.lock
	$(call install,requirements-$*.lock)
	@touch $@
