"""One use case a file: load, judge, save, record."""
