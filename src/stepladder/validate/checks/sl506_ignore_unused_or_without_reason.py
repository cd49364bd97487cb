"""A comment that silences nothing, or says no reason.

`# stepladder: ignore SL501 -- reason`, behind a line or above it, silences one code there. The next reader wants to
know why, so without a reason nothing is silenced; and a comment whose finding is gone should go too, before it hides
a new one. Errors that make everything else meaningless (SL0 to SL3), dead ends and ways to safety cannot be silenced.

Write the reason behind `--`, or take the comment out.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL506", __doc__)
