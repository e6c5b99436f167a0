"""`<int:…>` in a route: a number that a row may have; any other is not found.

Of a number that Werkzeug's own `<int(max=…):…>` refuses, it says that the method is not
allowed, and a larger one than the database knows would be an error.
"""

from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter

from .columns import LARGEST_ID


class RowIdConverter(IntegerConverter):
    regex = r"\d{1,19}"

    def to_python(self, value: str) -> int:
        row_id = int(value)
        if row_id > LARGEST_ID:
            raise NotFound
        return row_id
