"""What this project answers over HTTP, whatever it is written with.

`pytest tests/contract` drives the WSGI application itself. With CONTRACT_URL set, the
same tests run against a server that is already up, as its TLS-terminating proxy would
reach it; CONTRACT_EDITOR="user:password" then names a user who may do everything.
"""
