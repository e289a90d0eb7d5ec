#!/usr/bin/env bash
# Every check that needs no running portal (called by `make check` with the code's folders). Goes through all of them,
# then fails if one did. QUICK=1 takes those that end in seconds (`make quick`, git's hook).
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
failed=()

check() {
  local name=$1
  shift
  local output
  if output=$("$@" 2>&1 </dev/null); then
    say "$name: ผ่าน · ok"
  else
    printf '%s\n' "$output"
    printf '✗ %s\n' "$name"
    failed+=("$name")
  fi
}

django_upgrade() {
  find "$@" -name '*.py' -not -path '*/migrations/*' -print0 |
    xargs -0 .venv/bin/python -m django_upgrade --target-version 5.2 --check
}

check "ruff" .venv/bin/python -m ruff check "$@"
check "ruff format" .venv/bin/python -m ruff format --check "$@"
check "import-linter" .venv/bin/python -c 'from importlinter.cli import lint_imports_command; lint_imports_command(["--no-logo"])'
check "migrations" .venv/bin/python manage.py makemigrations --check --dry-run
if [ -z "${QUICK:-}" ]; then
  check "mypy" .venv/bin/python -m mypy .
  check "djlint" .venv/bin/python -m djlint --lint --quiet templates
  check "django-upgrade" django_upgrade "$@"
  check "deployment settings" env SECURE=true .venv/bin/python manage.py check --deploy --fail-level ERROR
fi

if ((${#failed[@]})); then
  die "ไม่ผ่าน · failed: ${failed[*]}"
fi
