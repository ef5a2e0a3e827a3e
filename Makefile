# What a developer does with Scrutineer. `make` alone lists it.

PORT ?= 8000
BIN = .venv/bin
MANAGE = $(BIN)/python manage.py
LOCK = $(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 --no-emit-index-url
TEMPLATES = $(shell find templates performance benchmarking -name '*.html' 2>/dev/null)

.PHONY: help setup dev outloud system apt demo test check lock bench

help: ## List these targets
	@grep -E '^[a-z]+:.* ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.* ## /  make \1\t/' | expand -t 18

setup: .venv/.requirements.txt .env ## Make .venv with what the product needs, .env with a secret key, and var/
	@mkdir -p var

dev: setup .venv/.requirements-dev.txt

outloud: .venv-outloud/.requirements-outloud.txt

demo: export PRODUCT_DATE = 2020-12-10
demo: export DEBUG = true
demo: export SITE_ADDRESS = http://127.0.0.1:$(PORT)
demo: setup system ## Load the demonstration and run it on http://127.0.0.1:8000/ (PORT=8001 for another)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demonstration --with-work
	@$(MANAGE) serve --port $(PORT)

test: dev outloud system check ## Check the code and run every test that this machine can run
	@tests/run.sh

check: dev ## Check style, templates, migrations and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(if $(TEMPLATES),$(BIN)/djade --target-version 5.2 --check $(TEMPLATES))
	$(MANAGE) makemigrations --check --dry-run
	$(BIN)/lint-imports

lock: dev ## Write the requirements*.txt anew from the requirements*.in
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	$(LOCK) requirements-outloud.in -o requirements-outloud.txt

bench: setup ## Run the measurements in bench/
	@set -e; for script in bench/[a-z]*.py; do echo "--- $$script"; $(BIN)/python "$$script"; done

system: .venv/.requirements.txt ## Install the three Debian packages that rendering packs needs, when missing
	@missing=$$($(BIN)/python -c "from performance.checks import missing_libraries as m; print(*m())"); \
	if [ -n "$$missing" ]; then $(MAKE) --no-print-directory apt PACKAGES="$$missing"; fi

# Installs PACKAGES where it may; otherwise says what to run.
apt:
	@if [ "$$(id -u)" = 0 ]; then become=; elif sudo -n true 2>/dev/null; then become="sudo -n"; else become=no; fi; \
	if [ "$$become" = no ] || ! command -v apt-get >/dev/null; then \
	    echo "Not installed: $(PACKAGES). Run this line, and then make again:"; \
	    echo "    sudo apt-get install $(PACKAGES)"; \
	    exit 1; \
	fi; \
	$$become apt-get -qq update && \
	$$become env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends $(PACKAGES)

# --- Files -------------------------------------------------------------------------------------------

.venv/bin/pip:
	@for python in python3.11 python3; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then break; fi; \
	    python=; \
	done; \
	if [ -z "$$python" ]; then \
	    echo "Scrutineer needs Python 3.11 and found $$(python3 --version 2>&1): install python3.11."; \
	    exit 1; \
	fi; \
	"$$python" -m venv .venv || { \
	    rm -rf .venv; \
	    echo "Python cannot make environments: sudo apt-get install python3-venv"; \
	    exit 1; \
	}

.venv/.%.txt: %.txt | .venv/bin/pip
	@echo "Installing $<"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv-outloud/.%.txt: %.txt | .venv/bin/pip
	@echo "Installing $< in an environment of its own"
	@$(BIN)/python -m venv .venv-outloud
	@.venv-outloud/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.env: | .venv/bin/pip
	@key=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))"); \
	umask 077; sed "s/^SECRET_KEY=.*/SECRET_KEY=$$key/" .env.example > .env
	@echo "Made .env with a secret key of its own."
