"""The engine: levels, outlook and reasons of all units and days at once."""
