# Two commands set everything up on a machine with Python >= 3.11 and make: "make demo", "make test".
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test check clean

$(BIN)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(BIN)/.dev: $(BIN)/.demo
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

demo: $(BIN)/.demo
	$(BIN)/necro-cyto demo --to demo

test: $(BIN)/.dev
	$(BIN)/python -m pytest -n 3 --dist worksteal

check: $(BIN)/.dev
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/necro-cyto check
	$(BIN)/necro-cyto claims --format json > /dev/null

clean:
	rm -rf $(VENV) demo dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
