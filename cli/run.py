"""``rotin run``: the daemon."""
