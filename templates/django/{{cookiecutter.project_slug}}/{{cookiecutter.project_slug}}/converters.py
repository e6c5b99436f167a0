import re

PATTERN = "[1-9][0-9]{0,18}"


def is_id(text):
    """Whether a row may have this number: plain digits, within 64 bits."""
    return bool(re.fullmatch(PATTERN, text)) and int(text) < 2**63


class IdConverter:
    """A row's id in an address: what no 64-bit column can hold is not found."""

    regex = PATTERN

    def to_python(self, value):
        if not is_id(value):
            raise ValueError
        return int(value)

    def to_url(self, value):
        return str(value)
