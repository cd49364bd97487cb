"""Two exits of one `next` list can apply at once.

Of a `next` list exactly one exit applies; with two, a walk stops, as nobody is there to choose. The help names a
patient for whom both do.

Make the conditions exclude each other (`< 38` and `>= 38`), or let a person choose and write `options`.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL602", __doc__)
