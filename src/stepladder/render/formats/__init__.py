"""From a scene or a display list to the text or bytes of one format."""
