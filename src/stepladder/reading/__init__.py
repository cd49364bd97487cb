"""Files to models, with the place of everything: the only part that knows YAML."""
