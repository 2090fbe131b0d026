# Two commands are all a user needs: `make serve` and `make test`. Each makes its own environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
READERS := tests/readers/node_modules/.installed
EXPLORER := service/explorer
SCRIPTS := $(addprefix $(EXPLORER)/,package.json package-lock.json tsconfig.json build.mjs hatch_build.py) \
	$(wildcard $(EXPLORER)/src/*.ts $(EXPLORER)/src/*/*.ts)
COMPILER := $(EXPLORER)/node_modules/.package-lock.json

SUITES := $(VENV)/suites/.installed

LINT = $(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && npm run --prefix $(EXPLORER) --silent check
LINTED := $(VENV)/lint.log

# Without compiled modules, each process that a test starts compiles them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: serve test soak bench lint format generated release clean

serve: $(INSTALLED)  ## build the graph, check it, and serve it on http://127.0.0.1:8000
	$(BIN)/kaifaqu build
	$(BIN)/kaifaqu check
	$(BIN)/kaifaqu serve

# One process more than there are cores, because tests of the service spend half of their time waiting. The linters run
# beside the tests, and what they print follows what the tests print. The target fails if either fails.
test: $(INSTALLED) $(COMPILER) $(READERS) $(SUITES)  ## everything that must hold
	@{ $(LINT); } > $(LINTED) 2>&1 & lint=$$!; \
	$(BIN)/pytest -n 3 --dist worksteal; tests=$$?; \
	wait $$lint; lint=$$?; cat $(LINTED); exit $$((tests | lint))

soak: $(INSTALLED) $(SUITES)  ## what takes minutes and must hold as well
	$(BIN)/pytest -m soak

bench: $(INSTALLED)  ## measure side by side, and keep the tables in tests/benchmarks/RESULTS.md
	$(BIN)/python tests/benchmarks/builds.py
	$(BIN)/python tests/benchmarks/checks.py
	$(BIN)/python tests/benchmarks/sparql.py
	$(BIN)/python tests/benchmarks/engines.py --millions 1
	$(BIN)/python tests/benchmarks/starts.py --millions 1
	$(BIN)/python tests/benchmarks/fairness.py
	$(BIN)/python tests/benchmarks/exports.py
	$(BIN)/python tests/benchmarks/lookups.py
	$(BIN)/python tests/benchmarks/draft.py
	$(BIN)/python tests/benchmarks/pages.py

lint: $(INSTALLED) $(COMPILER)
	$(LINT)

format: $(INSTALLED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

generated: $(INSTALLED) $(READERS)  ## generated files: JSON-LD context, JSON Schema of claims files, pictures and notebooks of the docs
	$(BIN)/python -m graph.schema.generated_files
	$(BIN)/python -m graph.cli.readme_pictures
	$(BIN)/pytest -m generated tests/service/explorer/test_pictures.py tests/service/test_notebooks.py

release: $(INSTALLED)  ## what is published, in dist/: wheel, sdist, dataset, ontology, digests; the same bytes each time
	$(BIN)/python -m graph.cli.release dist
	cd dist && sha256sum --check --quiet SHA256SUMS

clean:
	rm -rf $(VENV) .kaifaqu build dist tests/readers/node_modules $(EXPLORER)/node_modules service/static/explorer

$(READERS): tests/readers/package-lock.json
	npm ci --prefix tests/readers --no-audit --no-fund --loglevel=error
	touch $@

$(SUITES): $(INSTALLED)  # the W3C tests travel in the source distribution of rdflib
	rm -rf $(@D)
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --no-binary rdflib --dest $(@D) \
		rdflib==$$($(BIN)/python -c 'from importlib.metadata import version; print(version("rdflib"))')
	touch $@

$(COMPILER): $(EXPLORER)/package-lock.json
	npm ci --prefix $(EXPLORER) --ignore-scripts --no-audit --no-fund --loglevel=error

$(INSTALLED): pyproject.toml $(SCRIPTS)  # the install builds the scripts of the pages
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kaifaqu needs Python 3.11 or later: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
