"""Text that people read: printable characters, counted words, and the terminal."""
