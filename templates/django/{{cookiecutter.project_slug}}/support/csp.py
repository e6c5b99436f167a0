"""The Content Security Policy of Django 6, for Django 5.2 too.

With Django 6 this is Django's own; without either, a page may run any script.
"""

try:
    from django.middleware.csp import ContentSecurityPolicyMiddleware
    from django.template.context_processors import csp
    from django.utils.csp import CSP
except ImportError:
    import secrets

    from django.conf import settings

    class CSP:
        NONE, NONCE, SELF = "'none'", "'nonce-{}'", "'self'"

    class ContentSecurityPolicyMiddleware:
        """Send SECURE_CSP with every answer that has no policy of its own."""

        def __init__(self, get_response):
            self.get_response = get_response
            policy = (f"{k} {' '.join(of)}" for k, of in settings.SECURE_CSP.items())
            self.policy = "; ".join(policy)

        def __call__(self, request):
            request._csp_nonce = nonce = secrets.token_urlsafe(16)
            response = self.get_response(request)
            # Django's debug pages have script and style in them.
            if not (settings.DEBUG and response.status_code in (400, 403, 404, 500)):
                policy = self.policy.replace(CSP.NONCE, CSP.NONCE.format(nonce))
                response.setdefault("Content-Security-Policy", policy)
            return response

    def csp(request):
        """Let templates write <script nonce=…>, with `csp_nonce`."""
        return {"csp_nonce": request._csp_nonce}


__all__ = ["CSP", "ContentSecurityPolicyMiddleware", "csp"]
