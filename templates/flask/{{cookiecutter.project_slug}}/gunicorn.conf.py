"""How gunicorn serves this project: it reads this file from the working folder.

From the environment: WEB_CONCURRENCY is the number of worker processes, and
FORWARDED_ALLOW_IPS the addresses and networks of the proxies in front (by default
only this machine), who alone may say for whom they ask.
"""

import gc
import os
import sys
from ipaddress import ip_address, ip_network

from gunicorn.glogging import Logger
from pythonjsonlogger.json import JsonFormatter


class JsonLogger(Logger):
    """gunicorn's two logs as JSON on standard output, like those of the project."""

    def setup(self, cfg):
        super().setup(cfg)
        formatter = JsonFormatter(
            "{levelname}{name}{message}",
            style="{",
            timestamp="time",
            rename_fields={"levelname": "level", "name": "logger"},
        )
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(formatter)
                handler.setStream(sys.stdout)

    def access(self, resp, req, environ, request_time):
        """Log a request without what people search for, or reset a password with."""
        path = "".join(req.path.partition("/password_reset/")[:2])
        # The proxy adds for whom it asks.
        visitor = environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        request = {
            "method": req.method,
            "path": path,
            # A text such as "200 OK": what gunicorn itself refuses has no number.
            "status": int(str(resp.status).split()[0]),
            "bytes": resp.sent,
            "ms": round(request_time.total_seconds() * 1000, 1),
            "address": visitor or environ.get("REMOTE_ADDR"),
        }
        self.access_log.info("%s %s", req.method, path, extra=request)


# With DEBUG in the environment, gunicorn's own lines, which are for people.
if os.environ.get("DEBUG", "").lower() not in ("true", "1", "yes", "on"):
    logger_class = JsonLogger
accesslog = "-"

worker_class = "gthread"
threads = 4

# Workers share the memory of what was imported before they were forked.
preload_app = True

# Longer than the load balancer keeps an idle connection, which then closes first.
keepalive = 75

# What a client names SCRIPT_NAME or PATH_INFO stays a header, and moves no address.
forwarder_headers = ""

# Heartbeats go through a file: on a disk they could block a worker.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
control_socket_disable = True


def on_starting(server):
    """Refuse workers that would each count failed logins in a cache of their own."""
    if server.cfg.workers > 1 and not os.environ.get("CACHE_URL"):
        sys.exit("More than one worker needs a shared cache: set CACHE_URL.")


def pre_request(worker, req):
    """Drop X-Forwarded-* headers that no proxy of ours has set.

    The project believes them: that the visitor came by HTTPS, and from which address.
    """
    proxies = worker.cfg.forwarded_allow_ips
    if "*" in proxies or not isinstance(req.peer_addr, tuple):  # it came by a Unix socket
        return
    peer = ip_address(req.peer_addr[0].removeprefix("::ffff:"))
    if not any(peer in ip_network(proxy) for proxy in proxies):
        req.headers = [each for each in req.headers if each[0][:12] != "X-FORWARDED-"]


def when_ready(server):
    """Keep the collector off the shared memory: touching it would copy it."""
    gc.collect()
    gc.freeze()
