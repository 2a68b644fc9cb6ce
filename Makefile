# See README.md. Another Python: make run PYTHON=python3.12; beside .venv: VENV=.venv-3.12.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check

.DELETE_ON_ERROR:
.PHONY: help run test lint bench bench-bulk bench-dask same-python

help:
	@echo 'make run     maakt alles klaar en start de dienst op deze computer'
	@echo 'make test    controleert stijl, typen en gedrag'
	@echo 'make lint    controleert alleen stijl en typen'
	@echo 'make bench   meet de snelheid naast die van andere regelmachines'
	@echo 'make bench-bulk   meet een miljoen regels, naast andere manieren om die te beslissen'
	@echo 'make bench-dask   beslist een tabel in delen, met twee processen van Dask'

run: $(VENV)/.ready-run
	@$(BIN)/ret serve

test: lint
	@$(BIN)/python -m pytest

lint: $(VENV)/.ready-test
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

bench: $(VENV)/.ready-bench
	@$(BIN)/python -m benchmarks

bench-bulk: $(VENV)/.ready-bench
	@$(BIN)/python -W ignore -m benchmarks bulk

bench-dask: $(VENV)/.ready-dask
	@$(BIN)/python -m benchmarks dask

# One stamp for each extra. What `run` needs is part of every extra.
$(VENV)/.ready-%: setup.cfg pyproject.toml | $(BIN)/python same-python
	@echo 'Pakketten installeren. De eerste keer duurt dat een paar minuten.'
	@$(DURABLE_RULES)
	@$(PIP) install -e '.$(if $(filter-out run,$*),[$*])'
	@$(BIN)/python -c 'import durable_rules_engine' || { echo $(BROKEN) >&2; exit 1; }
	@touch $(VENV)/.ready-run $@

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo $(NO_PYTHON) >&2; exit 1; }
	@$(PYTHON) -c "$$CHECK"
	@$(PYTHON) -m venv --clear $(VENV)

# Whoever names a Python gets that Python, or hears why not.
same-python: | $(BIN)/python
ifneq ($(origin PYTHON),file)
	@[ "$$($(PYTHON) -c $(VERSION))" = "$$($(BIN)/python -c $(VERSION))" ] || { echo $(OTHER) >&2; exit 1; }
endif

VERSION = 'import sys; print(sys.version_info[:2])'

# durable_rules 2.0.28 is the last release, and source only. It calls PyEval_CallObject, which Python
# 3.13 dropped; without the new name it builds, and then doesn't load. A wheel that was built so may
# lie in pip's cache. The version stands in setup.cfg alone.
PIN = $$(sed -n 's/^ *durable_rules *\(==[0-9.]*\).*/durable_rules\1/p' setup.cfg)
define DURABLE_RULES
if $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then \
  CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject $$CPPFLAGS" \
  $(PIP) install --no-cache-dir --no-binary durable_rules "$(PIN)"; fi
endef

NO_PYTHON = 'Er is geen $(PYTHON). Installeer Python 3.11 of nieuwer. / There is no $(PYTHON).'
OTHER = 'In $(VENV) staat een andere Python. Kies een andere map, bijvoorbeeld VENV=.venv-2, of \
verwijder deze. / $(VENV) has another Python.'
BROKEN = 'De regelmachine start niet. Verwijder de map $(VENV) en probeer het opnieuw. / \
durable_rules does not load; remove $(VENV) and try again.'

define CHECK
import os, sys
version = '%d.%d' % sys.version_info[:2]
if sys.version_info < (3, 11):
    sys.exit('Python ' + version + ' is te oud: nodig is 3.11 of nieuwer. Staat die er ook? Noem hem: '
             'make run PYTHON=python3.12\nPython ' + version + ' is too old: 3.11 or newer is needed.')
import importlib.util, shutil, sysconfig
compiler = (os.environ.get('CC') or sysconfig.get_config_var('CC') or 'cc').split()[0]
header = os.path.join(sysconfig.get_path('include'), 'Python.h')
present = {
    'python' + version + '-venv': importlib.util.find_spec('ensurepip'),
    'python' + version + '-dev': os.path.exists(header),
    'build-essential': shutil.which(compiler),
}
absent = [package for package, found in present.items() if not found]
if absent:
    sys.exit('Hier ontbreekt nog iets. Op Debian en Ubuntu: sudo apt install ' + ' '.join(absent)
             + '\nSome packages are missing; the line above installs them.')
endef
export CHECK
