"""`<id:…>` in a route: a number that a row may have; any other is not found.

Of a number that `<int(max=…):…>` refuses, Werkzeug says that the method is not allowed.
"""

from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from .columns import LARGEST_ID


class IdConverter(BaseConverter):
    regex = r"\d{1,19}"

    def to_python(self, value: str) -> int:
        row_id = int(value)
        if row_id > LARGEST_ID:
            raise NotFound
        return row_id
