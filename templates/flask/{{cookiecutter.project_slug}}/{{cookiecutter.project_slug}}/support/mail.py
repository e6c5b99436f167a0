"""Mail by SMTP, to a server that proves its name.

Without it Flask-Mailman hands a password to any server that answers to STARTTLS.
"""

import smtplib
import ssl
from typing import Any

from flask_mailman.backends import smtp


class VerifyingSMTP(smtplib.SMTP):
    def starttls(self, *_: Any, context: Any = None, **__: Any) -> Any:
        return super().starttls(context=context or ssl.create_default_context())


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return smtplib.SMTP_SSL if self.use_ssl else VerifyingSMTP
