from django.core.exceptions import ValidationError


class MaximumLengthValidator:
    """Refuse a password that POST /api/token would not take."""

    def __init__(self, max_length=128):
        self.max_length = max_length

    def validate(self, password, user=None):
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self):
        return f"Your password can't have more than {self.max_length} characters."
