"""Where records are kept: one contract, a file a backend."""
