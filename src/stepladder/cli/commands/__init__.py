"""The commands, one file each: arguments in, lines and an exit code out."""
