"""Posts on the borders between units: all borders of a country in one run."""
