"""How gunicorn serves the portal, under `make run` and in production. Read from the folder it is started in.

| variable        | meaning                                       | default     |
|-----------------|-----------------------------------------------|-------------|
| HOST, PORT      | where to listen                               | 127.0.0.1, 8000 |
| WEB_CONCURRENCY | worker processes (gunicorn's own variable)    | 2           |
| WEB_THREADS     | threads in each worker, six at least          | 12          |
| ACCESS_LOG      | a file for one line a request, `-` for stdout | none        |
"""

import logging
import os
import resource
from contextlib import suppress
from typing import Any

from gunicorn.glogging import Logger

from itaportal.setup.environment import Environment, server

_env = Environment()
host, port, workers, threads = server(_env)
_env.stop_at_faults()
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
worker_class = "itaportal.web.worker.Worker"  # reads requests before it takes a thread: slow clients hold none
worker_connections = 1000  # open in each worker; then the one that has waited longest for its client is closed
keepalive = 10  # seconds; an idle connection costs nothing but its place
preload_app = True  # a broken installation fails at once, before anything listens; workers share memory
timeout = 60
graceful_timeout = 10
accesslog = os.environ.get("ACCESS_LOG")
# What was asked and how it ended. No address, no query, no browser: a proxy keeps those where they must be kept.
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
loglevel = "error"  # calm: workers that fail or hang are still told
control_socket_disable = True  # no second way in

# A connection is an open file, and 1024 are what a process may have where nobody has said more.
_allowed, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
_needed = 4 * worker_connections
if _allowed != resource.RLIM_INFINITY and _allowed < _needed:
    with suppress(OSError, ValueError):
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (_needed if _most == resource.RLIM_INFINITY else min(_needed, _most), _most)
        )


class Lines(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's own lines in the form of the portal's (LOGGING in itaportal/settings.py), with the request's id."""

    def setup(self, cfg: Any) -> None:
        """Give both kinds of line the form and the id."""
        from itaportal.web.request_ids import RequestIdFilter

        super().setup(cfg)
        line = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
        form = logging.Formatter(line, "%Y-%m-%d %H:%M:%S %z")
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.addFilter(RequestIdFilter())
            handler.setFormatter(form)


logger_class = Lines


def when_ready(server: Any) -> None:
    """Say that the portal answers now, after `manage.py prepare` has said where and how to sign in."""
    print(f"• พร้อมใช้งานที่ http://{bind}/ กด Ctrl-C เพื่อหยุด · ready, Ctrl-C stops", flush=True)  # noqa: T201  # for the person at the terminal
