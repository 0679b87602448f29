# make demo   the main job on the bundled sample, in folder demo/
# make test   everything that must hold, with what it needs
# make serve  the service on the demo's data
# make bench  speed against peers, in one run

PYTHON ?= python3
BIN := .venv/bin
NEED := sudo apt-get install --yes python3-venv git make

.PHONY: demo serve test bench check lock

demo: .venv/.run
	@$(BIN)/vungxanh demo --out demo

serve: demo/.loaded
	@$(BIN)/vungxanh serve --publications demo/published

demo/.loaded: .venv/.run
	@test -d demo/published || $(BIN)/vungxanh demo --out demo
	@for province in 82 91; do \
	  $(BIN)/vungxanh load demo/sample/$$province/province.toml \
	    --layer staff=demo/sample/$$province/balance.csv \
	    --layer posts=demo/closing/$$province/borders/plan.json || exit; \
	done
	@touch $@

test: .venv/.test
	@sh tests/system.sh
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: .venv/.test
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary

bench: .venv/.test
	@$(BIN)/python -m pytest tests/bench --benchmark-only --benchmark-disable-gc -m bench

# A new lock is a decision: look at what changed before you commit it.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate requirements.in -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate requirements-test.in -c requirements.lock -o requirements-test.lock

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null && $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "Cần python3-venv / python3-venv is needed. Type:"; echo "  $(NEED)"; exit 1; }
	@command -v git >/dev/null || { echo "Cần git / git is needed. Type:"; echo "  $(NEED)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Cần Python 3.11 trở lên / Python 3.11 or newer is needed:" \
	       "make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.run: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Cài đặt môi trường từ requirements.lock / Installing from the lock ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  --only-binary :all: -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --no-build-isolation -e .
	@touch $@

.venv/.test: requirements-test.lock pyproject.toml | .venv/bin/python
	@echo "Cài đặt môi trường thử / Installing the test environment from the lock ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  --only-binary :all: -r requirements-test.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --no-build-isolation -e .
	@touch $@
