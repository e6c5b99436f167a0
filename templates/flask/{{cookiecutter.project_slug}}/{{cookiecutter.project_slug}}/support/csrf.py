"""Flask-WTF's check of forms.

By itself it fails on a Referer that is no address, on a part that has no name, and on
a body that cannot be read to its end.
"""

from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException


class CSRF(CSRFProtect):
    def protect(self, apply_exemptions: bool = False) -> None:
        try:
            super().protect(apply_exemptions)
        except HTTPException:
            raise
        except Exception as error:  # the server has its own for a body
            raise CSRFError("The form comes from elsewhere.") from error
