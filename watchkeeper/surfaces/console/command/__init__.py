"""The command line: one line in, one action out. The grammar is pure; only `run` touches the record."""
