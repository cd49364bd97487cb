"""One walk: shown and asked on a terminal, kept as a log, told as JSON or Markdown."""
