"""The view of the whole graph: its scene, and where its cards and lines stand."""
