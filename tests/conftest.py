"""What every test shares: no network but this machine's own loopback, and the same examples on every run in CI."""

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("local", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("local"), max_examples=150, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

TESTS = Path(__file__).resolve().parent


def load(kind: str, path: Path) -> ModuleType:
    """Return the file at ``path`` as a module of its own."""
    spec = importlib.util.spec_from_file_location(f"{kind}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look for it there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def benchmark_module() -> Callable[[str], ModuleType]:
    """Give a benchmark as a module: they are scripts, and no room of the house."""
    return lambda name: load("benchmark", TESTS.parent / "benchmarks" / f"{name}.py")


@pytest.fixture(scope="session")
def standin() -> Callable[[str], ModuleType]:
    """Give a server that stands in for a kind of source: ``crawlers/standins/<kind>.py``."""
    return lambda kind: load("standin", TESTS / "crawlers" / "standins" / f"{kind}.py")
