"""Lockdown perimeters: which whole units to enclose, at what cost, with its proof."""
