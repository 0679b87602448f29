"""Case rows: read, checked, counted per unit and day."""
