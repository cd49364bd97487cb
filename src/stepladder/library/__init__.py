"""The pathways at hand: found by name, read, checked, with the settings and suppressions that apply to them."""
