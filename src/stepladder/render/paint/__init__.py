"""How what has its place is drawn: colours, shapes, signs, and the display list."""
