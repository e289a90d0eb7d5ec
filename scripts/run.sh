#!/usr/bin/env bash
# Set up what is missing and serve the portal (called by `make run`).
# Environment: PORT, HOST, PYTHON, DATABASE_URL and the settings listed in itaportal/settings.py.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
export PORT=${PORT:-8000} HOST=${HOST:-127.0.0.1}

refuse_sudo
[ -d var ] && [ -w var ] || need_writable_folder
[[ $PORT =~ ^[0-9]{1,5}$ ]] && ((10#$PORT >= 1 && 10#$PORT <= 65535)) ||
  die "PORT=$PORT ไม่ใช่หมายเลขพอร์ต (1–65535) · not a port number"
python=$(find_python)
"$python" - "$HOST" "$PORT" <<'PYTHON' || die "เปิดพอร์ต $PORT ที่ $HOST ไม่ได้ อาจมีโปรแกรมอื่นใช้อยู่ ลองพอร์ตอื่น เช่น  make run PORT=8001" \
  "Cannot listen at $HOST:$PORT (see above). Another program may use it; try  make run PORT=8001"
import socket, sys

host, port = sys.argv[1], int(sys.argv[2])
try:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
except OSError as error:
    sys.exit(f"{host}:{port}: {error.strerror}")
PYTHON

bash scripts/setup.sh run
shown=$HOST
case $HOST in 0.0.0.0 | ::) shown=127.0.0.1 ;; *:*) shown="[$HOST]" ;; esac
lock_folder # two first runs would make the same tables and files
exec 3>&1
if ! WORDS=$(.venv/bin/python manage.py prepare --address "http://$shown:$PORT/" 2>&1 >&3 9<&-); then
  ! grep -qiE "$NO_SPACE" <<<"$WORDS" || die_of_words "เตรียมระบบไม่สำเร็จ · ${WORDS##*$'\n'}"
  printf '%s\n' "$WORDS" >&2
  exit 1
fi
[ -z "$WORDS" ] || printf '%s\n' "$WORDS" >&2
exec 3>&-
unlock_folder
exec .venv/bin/python -m gunicorn itaportal.wsgi
