# Commands of ITA Portal. `make` alone lists them; each does its own set-up (scripts/setup.sh).
.DEFAULT_GOAL := help
.PHONY: help run test test-fast test-postgres drill coverage pictures bench soak check format quick hooks lock clean setup-dev setup-check setup-soak

PORT ?= 8000
HOST ?= 127.0.0.1
export PORT HOST
PY := .venv/bin/python
# What was compiled is kept, whatever the environment says: every core loads some thousand modules, and each program
# that a test starts a few hundred.
unexport PYTHONDONTWRITEBYTECODE
# A file's tests stay together on one core, so that what they share is made once.
# Files are taken in their own order, so that the long ones of the browser do not come last.
PARALLEL ?= -n auto --dist loadfile --no-loadscope-reorder
# What is chosen by marks (pyproject.toml says what each mark means, tests/marks.py sees that none is missing).
FAST := not (pdf or office or browser or slow or drill)
DATABASE := (database and not drill) or ($(FAST))
FAULT_ROUNDS ?= 40
CODE := manage.py gunicorn.conf.py itaportal assessments measures scripts tests

help:  ## this list
	@echo "ITA Portal · ระบบวิเคราะห์ผลการประเมิน ITA"
	@while IFS= read -r line; do case $$line in [a-z]*:*"## "*) \
	  printf '  make %-13s  %s\n' "$${line%%:*}" "$${line#*## }";; esac; done <Makefile

run:  ## set up what is missing and serve the portal at http://127.0.0.1:8000/ (PORT=, HOST=)
	@bash scripts/run.sh

test: setup-dev  ## the whole suite, browser included, on DATABASE_URL or SQLite (ARGS="-k word")
	@$(PY) -m pytest $(PARALLEL) $(ARGS)

test-fast: setup-dev  ## what needs neither drawn files, LibreOffice, a browser nor long rounds: while you work
	@$(PY) -m pytest $(PARALLEL) -q -m "$(FAST)" $(ARGS)

test-postgres: setup-dev  ## what can differ between databases, on PostgreSQL; starts a server where none answers
	@bash scripts/with_postgres.sh $(PY) -m pytest $(PARALLEL) -m "$(DATABASE)" $(ARGS)

drill: setup-dev  ## the heavy rounds that `make test` has a representative of
	@$(PY) -m pytest $(PARALLEL) -m drill $(ARGS)

coverage: setup-dev  ## the lines and branches that the tests of test-postgres never go through; fails below 95 per cent
	@$(PY) -m pytest $(PARALLEL) -q -m "$(DATABASE)" --cov --cov-report=term $(ARGS)

pictures: setup-dev  ## the browser tests, leaving a picture of every page they look at in test-artefacts/
	@PICTURES=1 $(PY) -m pytest $(PARALLEL) tests/browser $(ARGS)

bench: setup-dev  ## speed and memory as ratios measured in one run: server, pages, report, import, hostile files, comparison, writes
	@for part in server pages report import hostile compare public; do $(PY) -m tests.bench.bench_$$part; done

soak: setup-soak  ## far more examples of the properties of scores, and far more kills of the portal than CI has time for
	@HYPOTHESIS_PROFILE=soak $(PY) -m pytest tests/assessments/test_scoring_properties.py tests/truth $(ARGS)
	@FAULT_ROUNDS=$(FAULT_ROUNDS) $(PY) -m pytest -m "drill or not drill" tests/faults tests/publishing/test_killed.py tests/backup/test_killed.py $(ARGS)
	@FAULT_ROUNDS=$(FAULT_ROUNDS) bash scripts/with_postgres.sh $(PY) -m pytest -m "drill or not drill" tests/faults tests/backup/test_killed.py $(ARGS)

check: setup-check  ## lint, format, types, templates, imports, migrations, deployment settings
	@bash scripts/check.sh $(CODE)

format: setup-check  ## rewrite code in the house format
	@$(PY) -m ruff check --fix --quiet $(CODE); $(PY) -m ruff format --quiet $(CODE)

quick: setup-check  ## the checks that take seconds: linter, format, imports, migrations
	@QUICK=1 bash scripts/check.sh $(CODE)

hooks:  ## have git run `make quick` before every commit
	@git config core.hooksPath scripts/hooks

lock:  ## resolve pyproject.toml into requirements*.txt again (UPGRADE=1 takes newer versions)
	@bash scripts/lock.sh

clean:  ## remove what can be made again; keeps the database, passwords and uploads
	@rm -rf .venv .venv.new .venv.old var/static var/static.key var/reports var/lock var/log test-artefacts \
	  .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

setup-dev:
	@bash scripts/setup.sh dev

setup-check:
	@bash scripts/setup.sh check

setup-soak:
	@bash scripts/setup.sh soak
