#!/usr/bin/env bash
# Make this folder ready: scripts/setup.sh run | check | soak | dev
#   run    virtual environment with the portal's packages, and the libraries that WeasyPrint draws PDFs with
#   check  virtual environment with the packages of tests and checks, and nothing else of the system
#   soak   check, and the libraries of run: the rounds of faults draw files
#   dev    all of these, and the programs that the tests use: a browser, LibreOffice, a JDK, PDF tools
# Every step looks first whether it is needed, so a second call takes a fraction of a second.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/environment.sh
mode=${1:-run}
VENV_PY=.venv/bin/python
STAMP=.venv/installed # one line for each set of packages that is in: its name and the hash of its list

# Print the Debian packages of the shared libraries that cannot be loaded, from lines of library and package.
missing_libraries() {
  "$1" -c '
import ctypes, sys

for line in sys.stdin:
    library, package = line.split()
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
'
}

# What WeasyPrint opens, by its own names.
drawing_libraries() {
  cat <<'LIST'
libgobject-2.0.so.0 libpango-1.0-0
libpango-1.0.so.0 libpango-1.0-0
libpangoft2-1.0.so.0 libpangoft2-1.0-0
libharfbuzz.so.0 libharfbuzz0b
libharfbuzz-subset.so.0 libharfbuzz-subset0
libfontconfig.so.1 libfontconfig1
LIST
}

# What Playwright's own program is linked to and a bare system lacks.
playwright_libraries() {
  cat <<'LIST'
libatomic.so.1 libatomic1
libstdc++.so.6 libstdc++6
LIST
}

# What Playwright's build of Chromium is linked to. Ubuntu renamed some packages in 24.04.
chromium_libraries() {
  local t64=t64
  printf '24.04\n%s\n' "$(system VERSION_ID)" | sort -CV || t64=
  cat <<LIST
libasound.so.2 libasound2$t64
libatk-1.0.so.0 libatk1.0-0$t64
libatk-bridge-2.0.so.0 libatk-bridge2.0-0$t64
libatspi.so.0 libatspi2.0-0$t64
libcairo.so.2 libcairo2
libcups.so.2 libcups2$t64
libdbus-1.so.3 libdbus-1-3
libdrm.so.2 libdrm2
libexpat.so.1 libexpat1
libgbm.so.1 libgbm1
libgio-2.0.so.0 libglib2.0-0$t64
libnspr4.so libnspr4
libnss3.so libnss3
libudev.so.1 libudev1
libX11.so.6 libx11-6
libxcb.so.1 libxcb1
libXcomposite.so.1 libxcomposite1
libXdamage.so.1 libxdamage1
libXext.so.6 libxext6
libXfixes.so.3 libxfixes3
libxkbcommon.so.0 libxkbcommon0
libXrandr.so.2 libxrandr2
LIST
}

system() { (. /etc/os-release && printf '%s' "${!1:-}") 2>/dev/null || true; }

# Ubuntu's Chromium is a snap, which does not run everywhere; Playwright's own build is taken there.
needs_playwrights_chromium() { [ "$(system ID)" = ubuntu ] && ! command -v chromium >/dev/null; }

# Print the Debian packages of the programs that the tests call and that are not there.
missing_programs() {
  command -v pdftotext >/dev/null && command -v pdftoppm >/dev/null || echo poppler-utils
  command -v qpdf >/dev/null || echo qpdf
  command -v javac >/dev/null || echo default-jdk-headless # runs veraPDF, which checks PDF/A
  command -v soffice >/dev/null || echo libreoffice-writer libreoffice-calc # reads the Word and Excel files back
  [ "$(system ID)" = ubuntu ] || command -v chromium >/dev/null || echo chromium
}

# Start Playwright's Chromium and end it: it may be there in part, or lack a library.
starts_chromium() {
  "$VENV_PY" - <<'PYTHON'
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    playwright.chromium.launch().close()
PYTHON
}

interrupted() {
  rm -rf .venv.new
  die "หยุดกลางคัน เริ่มใหม่ได้ · interrupted; it can be run again."
}

refuse_sudo
[ "$mode" = run ] || need_writable_folder
refuse_foreign_files
lock_folder
trap interrupted INT TERM HUP

[ -e .venv ] || [ ! -w . ] || restore_environment .venv
python=$VENV_PY
if ! is_complete .venv; then
  python=$(find_python) # none yet, never finished, or the Python it was made with is gone
elif [ -n "${PYTHON:-}" ]; then
  chosen=$(find_python)
  [ "$(version_of "$chosen")" = "$(version_of "$VENV_PY")" ] || python=$chosen
fi

libraries=
[ "$mode" = check ] || libraries=$(drawing_libraries)
[ "$mode" != dev ] || libraries+=$'\n'$(playwright_libraries)
[ "$mode" != dev ] || ! needs_playwrights_chromium || libraries+=$'\n'$(chromium_libraries)
packages=
[ -z "$libraries" ] || packages=$(missing_libraries "$python" <<<"$libraries")
[ "$mode" != dev ] || packages+=" $(missing_programs)"
if [ "$python" != "$VENV_PY" ] && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  packages+=" python$(version_of "$python")-venv"
fi
packages=$(tr -s ' \n' '\n\n' <<<"$packages" | sort -u | tr '\n' ' ' | sed 's/^ *//; s/ *$//')
if [ -n "$packages" ]; then
  # shellcheck disable=SC2086 # a list of words
  apt_install $packages
fi

list=requirements.txt
[ "$mode" = run ] || list=requirements-dev.txt
wanted="$list $(sha256sum <"$list" | cut -d' ' -f1)"
if [ "$python" != "$VENV_PY" ] || ! grep -qxF "$wanted" "$STAMP"; then
  need_writable_folder
  refuse_foreign_files .venv
  restore_environment .venv
  say "ติดตั้งแพ็กเกจตาม $list ใน .venv (ครั้งแรกใช้เวลาราว ๑–๓ นาที) · installing packages, a minute or so the first time"
  # The development list holds the portal's own packages too, in the same versions.
  [ "$mode" = run ] || wanted+=$'\n'"requirements.txt $(sha256sum <requirements.txt | cut -d' ' -f1)"
  build_environment .venv "$python" "$wanted" --require-hashes -r "$list"
  owner=$(stat -c %U .)
  [ "$(id -u)" != 0 ] || [ "$owner" = root ] ||
    say "ไฟล์ที่สร้างเป็นของ root หาก $owner จะใช้ต่อ ให้สั่ง  chown -R $owner: '$PWD'  · files made now are root's; for $owner to use them, run that"
fi

if [ "$mode" = dev ] && needs_playwrights_chromium && ! starts_chromium >/dev/null 2>&1; then
  say "ติดตั้ง Chromium สำหรับการทดสอบ · installing Chromium for the browser tests"
  WORDS=
  quietly "$VENV_PY" -m playwright install chromium && quietly starts_chromium ||
    die_of_words "ติดตั้ง Chromium สำหรับการทดสอบไม่สำเร็จ ลองสองบรรทัดนี้ (บรรทัดแรกต้องมีสิทธิ์ sudo) แล้วเริ่มใหม่" \
      "Chromium for the tests does not start. Try these two lines, the first with the right to sudo, then try again:" \
      "    sudo $VENV_PY -m playwright install-deps chromium" \
      "    $VENV_PY -m playwright install chromium"
fi
