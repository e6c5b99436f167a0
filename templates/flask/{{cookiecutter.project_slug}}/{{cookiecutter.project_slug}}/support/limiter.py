"""Flask-Limiter for functions that are called, not for every request.

It looks for the limits of each request before its view: a quarter of what the cheapest
view costs.
"""

from flask_limiter import Limiter


class CallLimiter(Limiter):
    def _check_request_limit(
        self, callable_name: str | None = None, in_middleware: bool = True
    ) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)
