"""The Content Security Policy of Django 6, for Django 5.2 too.

With Django 6 this is Django's own; without either, a page may run any script.
"""

try:
    from django.middleware.csp import ContentSecurityPolicyMiddleware
    from django.template.context_processors import csp
    from django.utils.csp import CSP
except ImportError:
    import secrets
    from enum import StrEnum

    from django.conf import settings
    from django.utils.functional import SimpleLazyObject, empty

    class CSP(StrEnum):
        NONE = "'none'"
        NONCE = "<CSP_NONCE_SENTINEL>"
        SELF = "'self'"

    class ContentSecurityPolicyMiddleware:
        """Send SECURE_CSP with every answer that has no policy of its own."""

        def __init__(self, get_response):
            self.get_response = get_response
            policy = (f"{k} {' '.join(of)}" for k, of in settings.SECURE_CSP.items())
            self.policy = "; ".join(policy)
            self.without_nonce = self.policy.replace(f" {CSP.NONCE}", "")

        def __call__(self, request):
            nonce = SimpleLazyObject(lambda: secrets.token_urlsafe(16))
            request._csp_nonce = nonce
            response = self.get_response(request)
            # Django's debug pages have script and style in them.
            debug = settings.DEBUG and response.status_code in (400, 403, 404, 500)
            if not debug and "Content-Security-Policy" not in response:
                is_used = nonce._wrapped is not empty
                response["Content-Security-Policy"] = (
                    self.policy.replace(CSP.NONCE, f"'nonce-{nonce}'")
                    if is_used
                    else self.without_nonce
                )
            return response

    def csp(request):
        """Let templates write <script nonce=…>, with `csp_nonce`."""
        return {"csp_nonce": request._csp_nonce}


__all__ = ["CSP", "ContentSecurityPolicyMiddleware", "csp"]
