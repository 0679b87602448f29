"""Codes and figures rendered into Vietnamese and English."""
