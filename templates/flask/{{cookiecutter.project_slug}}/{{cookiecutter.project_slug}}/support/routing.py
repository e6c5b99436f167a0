"""`<int:…>` in a route: a number that a row may have; any other is not found.

A larger one would be an error of the database. Werkzeug's own `<int(max=…):…>` passes
such an address on to the next route, and then answers that its method is not allowed.
"""

from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter

from .columns import LARGEST_ID


class RowIdConverter(IntegerConverter):
    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        row_id: int = super().to_python(value)
        if row_id > LARGEST_ID:
            raise NotFound
        return row_id
