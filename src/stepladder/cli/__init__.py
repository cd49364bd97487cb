"""One file a command: arguments in, lines and an exit code out."""
