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

        def __call__(self, request):
            request._csp_nonce = SimpleLazyObject(lambda: secrets.token_urlsafe(16))
            response = self.get_response(request)
            # Django's debug pages have script and style in them.
            debug = settings.DEBUG and response.status_code in (400, 403, 404, 500)
            if not debug and "Content-Security-Policy" not in response:
                policy = build_policy(settings.SECURE_CSP, request._csp_nonce)
                response["Content-Security-Policy"] = policy
            return response

    def build_policy(config, nonce):
        """Name the nonce only where a template used it."""
        used = "" if nonce._wrapped is empty else f"'nonce-{nonce}'"
        policy = "; ".join(f"{name} {' '.join(of)}" for name, of in config.items())
        return policy.replace(f" {CSP.NONCE}", f" {used}" if used else "")

    def csp(request):
        """Let templates write <script nonce=…>, with `csp_nonce`."""
        return {"csp_nonce": request._csp_nonce}


__all__ = ["CSP", "ContentSecurityPolicyMiddleware", "csp"]
