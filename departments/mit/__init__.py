"""The campus."""
