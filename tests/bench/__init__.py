"""Measurements: ratios against `import click`, steps a second, and how reading and checking grow."""
