"""Which place is this, on that day."""
