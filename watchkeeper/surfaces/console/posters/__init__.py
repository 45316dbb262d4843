"""Posters for the public, one for each place: what it can ask for there, by one scan."""
