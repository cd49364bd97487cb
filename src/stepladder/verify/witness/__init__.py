"""Walks as people get them: judged, shortened, with friendly values, in words, and with what they have in common."""
