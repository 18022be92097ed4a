"""The formats of scripts/model-files, a module each."""
