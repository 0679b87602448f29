"""Checks at posts: asked, answered from memory, logged without a name, forgotten."""
