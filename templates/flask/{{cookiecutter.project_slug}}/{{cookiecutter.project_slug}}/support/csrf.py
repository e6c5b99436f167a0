"""Flask-WTF's check of forms.

By itself it ends in an error of the server for a Referer that is no address, for a part
of a form that has no name, and for a body that cannot be read to its end.
"""

from flask import current_app
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException


class CSRF(CSRFProtect):
    def protect(self, apply_exemptions: bool = False) -> None:
        try:
            super().protect(apply_exemptions)
        except HTTPException:
            raise
        except Exception as error:  # each server raises its own for a broken body
            current_app.logger.warning("A form could not be checked.", exc_info=error)
            raise CSRFError("The form comes from elsewhere.") from error
