"""Departments as data, and the scripts that draw their schematic plans."""
