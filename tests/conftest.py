"""What every test shares: no network but this machine's own loopback, and the same examples on every run in CI."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("local", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("local"), max_examples=150, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")
