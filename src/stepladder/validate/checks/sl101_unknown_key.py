"""A key that means nothing here.

An unknown key is never passed over in silence: a misspelt `when` would leave an exit without a condition, and a
misspelt `severity` a rule without force. Keys that belong to another kind of thing (`unit` on a finding, `continues`
or `goal` on a step that is no outcome) are meant too.

When the key is a piece of a sentence, a text inside `{…}` was torn apart at a comma: quote the whole text.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL101", __doc__)
