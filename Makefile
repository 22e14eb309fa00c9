# Two commands do everything on a fresh Debian 12 machine: `make demo` and `make test`.
# What they need they install here (.tools, .venv); what they cannot install they name.

export UV_PYTHON_DOWNLOADS := never
UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)

# The compiled kernel is worth having and never needed: see hatch_build.py.
KERNEL := hatch_build.py vietnamese/kernel.c vietnamese/kernel.h rules/kernel.c rules/automaton.h \
	rules/tables.h rules/judge.h rules/conditions.h rules/signs.h rules/finder.h
COMPILED := .venv/bin/python -c 'import vietnamese._kernel, rules._kernel' 2>/dev/null
NOT_COMPILED := "Without its compiled kernel Ro Tin does the same, several times slower. To have it, run:" \
	"  apt-get install -y gcc python3-dev && make kernel"

.PHONY: demo test kernel clean

demo: .venv/.run ## crawl a make-believe province on this machine and print the digest
	@.venv/bin/rotin demo

test: .venv/.dev ## lint, types, structure, tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	.venv/bin/pytest

kernel: .venv/.run ## compile anew, and say what is missing if that cannot be
	$(UV) sync --locked --no-dev --inexact --reinstall-package rotin --verbose 2>&1 | grep 'is not compiled' || true
	@$(COMPILED) || { printf '%s\n' $(NOT_COMPILED); exit 1; }
	@echo "The kernel is compiled."

clean: ## forget what was installed here
	rm -rf .tools .venv vietnamese/_kernel*.so rules/_kernel*.so

.venv/.run: pyproject.toml uv.lock $(KERNEL) | $(UV)
	$(UV) sync --locked --no-dev --inexact
	@$(COMPILED) || printf '%s\n' $(NOT_COMPILED)
	@touch $@

.venv/.dev: pyproject.toml uv.lock $(KERNEL) | $(UV)
	$(UV) sync --locked
	@$(COMPILED) || printf '%s\n' $(NOT_COMPILED)
	@touch $@ .venv/.run

.tools/bin/uv:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Python 3.11 or newer is missing. Run: apt-get install -y python3 python3-venv"; exit 1; }
	@python3 -m venv .tools 2>/dev/null \
	  || { rm -rf .tools; echo "python3-venv is missing. Run: apt-get install -y python3-venv"; exit 1; }
	.tools/bin/pip install --quiet --disable-pip-version-check 'uv>=0.5'
