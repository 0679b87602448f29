"""Official decisions as data, and the engine that judges by them."""
