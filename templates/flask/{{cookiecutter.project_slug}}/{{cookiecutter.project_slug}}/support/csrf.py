"""Flask-WTF's check of forms.

By itself it fails on a Referer that is no address, and on a part that has no name.
"""

from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError


class CSRF(CSRFProtect):
    def protect(self, apply_exemptions: bool = False) -> None:
        try:
            super().protect(apply_exemptions)
        except (AttributeError, ValueError) as error:
            raise CSRFError("The form comes from elsewhere.") from error
