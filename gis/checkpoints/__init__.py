"""Points on roads: placed where every way out passes one, and proven to close."""
