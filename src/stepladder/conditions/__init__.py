"""The condition language: text to typed trees, and what can be asked of them.

The closed set of nodes is in `nodes`; every other module is one back-end or one question. Knows nothing of files.
"""
