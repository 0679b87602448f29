"""How it is shown: frames in, files out."""
