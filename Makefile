# Two commands do everything on a fresh Debian 12 machine: `make demo` and `make test`.
# What they need they install here (.tools, .venv); what they cannot install they name.

export UV_PYTHON_DOWNLOADS := never
UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)

.PHONY: demo test clean

demo: .venv/.run ## crawl a make-believe province on this machine and print the digest
	@.venv/bin/rotin demo

test: .venv/.dev ## lint, types, structure, tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	.venv/bin/pytest

clean: ## forget what was installed here
	rm -rf .tools .venv

.venv/.run: pyproject.toml uv.lock | $(UV)
	$(UV) sync --locked --no-dev --inexact
	@touch $@

.venv/.dev: pyproject.toml uv.lock | $(UV)
	$(UV) sync --locked
	@touch $@ .venv/.run

.tools/bin/uv:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Python 3.11 or newer is missing. Run: apt-get install -y python3 python3-venv"; exit 1; }
	@python3 -m venv .tools 2>/dev/null \
	  || { rm -rf .tools; echo "python3-venv is missing. Run: apt-get install -y python3-venv"; exit 1; }
	.tools/bin/pip install --quiet --disable-pip-version-check 'uv>=0.5'
