"""``python -m watchkeeper.config.cli``: the same as the console script."""

from watchkeeper.config.cli import main

main()
