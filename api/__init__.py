"""How it runs: the only place with state."""
