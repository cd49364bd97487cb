"""A condition that cannot be read.

Conditions have names, numbers, comparisons, `and`, `or`, `not`, `in`, `+ - *`, parentheses, and the words `known`,
`active`, `visited`, `visits`, `tried`, `blocked` and `count`. Nothing else is read, and nothing is ever run as a
program. The place given is where reading came to an end; often something is missing just before it.

Write `==` for equality, `and` for &, values bare and without quotes, and choose round parentheses for lists:
`kidney in (normal, reduced)`.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL301", __doc__)
