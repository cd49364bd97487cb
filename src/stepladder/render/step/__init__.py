"""The view of one step: what leads to it, itself, its exits and its rules."""
