"""Worked cases: figures that somebody worked out by hand, and what they must give."""
