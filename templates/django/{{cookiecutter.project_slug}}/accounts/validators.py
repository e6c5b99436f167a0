from django.core.exceptions import ValidationError


class MaximumLengthValidator:
    """Refuse a password that no login form would take again."""

    def __init__(self, max_length):
        self.max_length = max_length

    def validate(self, password, user=None):
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self):
        return f"Your password may have at most {self.max_length} characters."
