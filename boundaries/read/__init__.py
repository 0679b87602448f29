"""Files that come from outside, read safely into checked frames."""
