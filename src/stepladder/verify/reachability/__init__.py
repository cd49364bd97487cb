"""Whether a walk comes to some states: the search over paths, replay of what it finds, and walks that go on from it."""
