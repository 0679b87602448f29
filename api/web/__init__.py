"""The HTTP service: parse, call one service, answer."""
