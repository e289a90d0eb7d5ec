#!/usr/bin/env bash
# Make this folder ready: scripts/setup.sh run | dev
#   run   virtual environment with the portal's packages, and the libraries that WeasyPrint draws PDFs with
#   dev   the same with the tools and programs that the tests and checks use
# Every step looks first whether it is needed, so a second call takes a fraction of a second.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
mode=${1:-run}
VENV_PY=.venv/bin/python
STAMP=.venv/installed # one line for each set of packages that is in: its name and the hash of its list

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

# Print the Debian packages of the shared libraries that cannot be loaded (what WeasyPrint opens, by its own names).
missing_libraries() {
  "$1" - <<'PYTHON'
import ctypes

for library, package in (
    ("libgobject-2.0.so.0", "libpango-1.0-0"),
    ("libpango-1.0.so.0", "libpango-1.0-0"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    ("libharfbuzz.so.0", "libharfbuzz0b"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
    ("libfontconfig.so.1", "libfontconfig1"),
):
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
PYTHON
}

# Print the Debian packages of the programs that the tests call and that are not there.
missing_programs() {
  command -v pdftotext >/dev/null && command -v pdftoppm >/dev/null || echo poppler-utils
  command -v qpdf >/dev/null || echo qpdf
  command -v javac >/dev/null || echo default-jdk-headless # runs veraPDF, which checks PDF/A
  command -v soffice >/dev/null || echo libreoffice-writer libreoffice-calc # reads the Word and Excel files back
  # Ubuntu's package is a snap, which does not run everywhere; Playwright's own build is taken there, see below.
  grep -qs '^ID=ubuntu' /etc/os-release || command -v chromium >/dev/null || echo chromium
}

has_chromium() {
  command -v chromium >/dev/null || "$VENV_PY" - <<'PYTHON' >/dev/null 2>&1
import os
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    raise SystemExit(not os.path.exists(playwright.chromium.executable_path))
PYTHON
}

chosen=
[ -z "${PYTHON:-}" ] || chosen=$(find_python)
python=$VENV_PY
if ! is_new_enough "$VENV_PY"; then
  python=$(find_python) # none yet, or the Python it was made with is gone
elif [ -n "$chosen" ] && [ "$(version_of "$chosen")" != "$(version_of "$VENV_PY")" ]; then
  python=$chosen
fi

packages=$(missing_libraries "$python")
[ "$mode" != dev ] || packages+=" $(missing_programs)"
if [ "$python" != "$VENV_PY" ] && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  packages+=" python$(version_of "$python")-venv"
fi
packages=$(tr -s ' \n' '\n\n' <<<"$packages" | sort -u | tr '\n' ' ' | sed 's/^ *//; s/ *$//')
if [ -n "$packages" ]; then
  # shellcheck disable=SC2086 # a list of words
  apt_install $packages
fi

if [ "$python" != "$VENV_PY" ]; then
  say "สร้างสภาพแวดล้อม Python ใน .venv · creating the virtual environment ($python, $(version_of "$python"))"
  rm -rf .venv
  quietly "$python" -m venv .venv ||
    die "สร้าง .venv ไม่สำเร็จ · $python could not make a virtual environment; its last words are above."
fi

list=requirements.txt
[ "$mode" != dev ] || list=requirements-dev.txt
wanted="$list $(sha256sum <"$list" | cut -d' ' -f1)"
if ! grep -qxF "$wanted" "$STAMP" 2>/dev/null; then
  say "ติดตั้งแพ็กเกจตาม $list (ครั้งแรกใช้เวลาราว ๑–๓ นาที) · installing packages, a minute or so the first time"
  "$VENV_PY" -m pip --version >/dev/null 2>&1 || quietly "$VENV_PY" -m ensurepip
  quietly "$VENV_PY" -m pip install --disable-pip-version-check --no-input --require-hashes -r "$list" ||
    die "ติดตั้งแพ็กเกจไม่สำเร็จ รายละเอียดอยู่ด้านบน · pip failed; its last words are above."
  {
    # The development list holds the portal's own packages too, in the same versions.
    [ "$mode" != dev ] || echo "requirements.txt $(sha256sum <requirements.txt | cut -d' ' -f1)"
    echo "$wanted"
  } >"$STAMP"
fi

if [ "$mode" = dev ] && ! has_chromium; then
  say "ติดตั้ง Chromium สำหรับการทดสอบ · installing Chromium for the browser tests"
  quietly "$VENV_PY" -m playwright install --with-deps chromium ||
    die "ติดตั้ง Chromium ไม่สำเร็จ ให้ผู้มีสิทธิ์ sudo สั่งบรรทัดนี้ แล้วสั่งใหม่อีกครั้ง" \
      "Chromium could not be installed. Someone who may use sudo runs this line, then try again:" \
      "    $VENV_PY -m playwright install --with-deps chromium"
fi
