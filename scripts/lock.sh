#!/usr/bin/env bash
# Resolve pyproject.toml into requirements.txt and requirements-dev.txt, and the PDF checkers' list, with hashes and without addresses
# (called by `make lock`; UPGRADE=1 takes the newest versions that pyproject.toml allows).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/environment.sh

RESOLVER="uv~=0.13"
mkdir -p var
if ! is_complete var/lock || [ "$(cat var/lock/installed)" != "$RESOLVER" ]; then
  say "ติดตั้งเครื่องมือ uv ใน var/lock · installing the resolver"
  restore_environment var/lock
  build_environment var/lock "$(find_python)" "$RESOLVER" "$RESOLVER"
fi

compile() {
  var/lock/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-emit-find-links --no-annotate --custom-compile-command "make lock" ${UPGRADE:+--upgrade} "$@"
}

say "requirements.txt"
compile pyproject.toml -o requirements.txt
say "requirements-dev.txt"
compile pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
say "requirements-pdfcheck.txt"
compile --no-deps requirements-pdfcheck.in -o requirements-pdfcheck.txt
