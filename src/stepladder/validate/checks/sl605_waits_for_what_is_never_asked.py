"""An exit waits for a fact that is never asked.

A fact without `ask` gets its value only where something `sets` it. Here a walk comes to an exit that depends on it
before that has happened; the exit then cannot be taken, and nobody can be asked.

Give the fact an `ask`, set it on every way that leads here, or write `known(…)` into the condition.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL605", __doc__)
