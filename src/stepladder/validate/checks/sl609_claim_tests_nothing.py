"""A claim is true only because nothing tests it.

What it is about never happens in any walk: a step of `entering` or `passes` is never entered, the `when` of an `offers`
is never true, or one part of a `never` that is joined by `and` is true in no state. Such a proof says nothing.

See whether the claim names what it is meant to name. If what it guards against cannot happen yet, keep the claim and
silence this with the reason.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL609", __doc__)
