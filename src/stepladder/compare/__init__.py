"""Two versions of a pathway: what was rewritten, who is led differently, and what the version number must say."""
