"""The commune's day: reported in eight fields, shown back, and who is silent."""
