"""Whether walks come to an end: an outcome within reach, and rounds that are left or go on for ever."""
