"""How gunicorn serves the portal, under `make run` and in production. Read from the folder it is started in.

| variable        | meaning                                       | default     |
|-----------------|-----------------------------------------------|-------------|
| HOST, PORT      | where to listen                               | 127.0.0.1, 8000 |
| WEB_CONCURRENCY | worker processes (gunicorn's own variable)    | 2           |
| WEB_THREADS     | threads in each worker                        | 4           |
| ACCESS_LOG      | a file for one line a request, `-` for stdout | none        |
"""

import os
from typing import Any

host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # a broken installation fails at once, before anything listens; workers share memory
timeout = 60
graceful_timeout = 10
accesslog = os.environ.get("ACCESS_LOG")
loglevel = "error"  # calm: workers that fail or hang are still told
control_socket_disable = True  # no second way in


def when_ready(server: Any) -> None:
    """Say that the portal answers now, after `manage.py prepare` has said where and how to sign in."""
    print(f"• พร้อมใช้งานที่ http://{bind}/ กด Ctrl-C เพื่อหยุด · ready, Ctrl-C stops", flush=True)  # noqa: T201
