#!/usr/bin/env bash
# Run a command with DATABASE_URL naming a PostgreSQL database:  scripts/with_postgres.sh make test
# Takes the server at 127.0.0.1:${PGPORT:-5432} where it lets `postgres` in without a password. Where it does not, a
# server of our own is started in a temporary folder (PostgreSQL is installed first if need be) and stopped at the end.
# Needs .venv (scripts/setup.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
port=${PGPORT:-5432}
name=itaportal_$$ # the suite makes test_$name and removes it; a name of its own lets two suites run at once
folder=
as=()

lets_us_in() {
  .venv/bin/python -c 'import sys, psycopg; psycopg.connect(sys.argv[1], connect_timeout=3).close()' \
    "postgres://postgres@127.0.0.1:$1/postgres" >/dev/null 2>&1
}

# Print the folder with initdb and pg_ctl, the newest version's.
server_programs() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  if [ -z "$found" ] && command -v initdb >/dev/null; then
    found=$(dirname "$(readlink -f "$(command -v initdb)")")
  fi
  [ -n "$found" ] && [ -x "$found/initdb" ] && echo "$found"
}

stop_server() {
  [ -n "$folder" ] || return 0
  say "หยุด PostgreSQL ที่เปิดไว้ · stopping our PostgreSQL"
  "${as[@]}" "$programs/pg_ctl" -D "$folder/data" -m fast -w stop >/dev/null || true
  rm -rf "$folder"
}

start_server() {
  if ! programs=$(server_programs); then
    apt_install postgresql
    programs=$(server_programs) || die "ไม่พบ initdb · PostgreSQL's initdb was not found."
  fi
  folder=$(mktemp -d)
  trap stop_server EXIT
  if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
    local owner=nobody
    ! id postgres >/dev/null 2>&1 || owner=postgres
    chown "$owner" "$folder"
    as=(runuser -u "$owner" --)
  fi
  port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  say "เปิด PostgreSQL ชั่วคราวที่พอร์ต $port · starting a PostgreSQL of our own"
  (
    cd "$folder"
    quiet="$folder/initdb.log"
    "${as[@]}" "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C >"$quiet" 2>&1 ||
      { tail -n 25 "$quiet" >&2; exit 1; }
    # Throw-away data: no need to wait for the disk.
    "${as[@]}" "$programs/pg_ctl" -D "$folder/data" -l "$folder/data/server.log" -w \
      -o "-p $port -c listen_addresses=127.0.0.1 -k $folder -c fsync=off -c full_page_writes=off" start >/dev/null ||
      { tail -n 25 "$folder/data/server.log" >&2; exit 1; }
  ) || die "เปิด PostgreSQL ไม่สำเร็จ · PostgreSQL did not start; its last words are above."
}

lets_us_in "$port" || start_server
say "PostgreSQL: 127.0.0.1:$port"
DATABASE_URL="postgres://postgres@127.0.0.1:$port/$name" "$@"
