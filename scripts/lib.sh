# Shared by the set-up scripts: messages, the Python to use, apt. Sourced from the project's root.
# shellcheck shell=bash
export PYTHONUTF8=1 # Thai messages under any locale
LOG=var/log/setup.log

say() { printf '• %s\n' "$*"; }

# Print what went wrong, further lines indented, and stop.
die() {
  printf '✗ %s\n' "$1" >&2
  shift
  (($# == 0)) || printf '  %s\n' "$@" >&2
  exit 1
}

# Run a command quietly; where it fails, show the end of what it said.
quietly() {
  mkdir -p "$(dirname "$LOG")"
  "$@" >"$LOG" 2>&1 </dev/null && return
  tail -n 25 "$LOG" >&2
  return 1
}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# Print the Python to build with: $PYTHON where given, else the first of the usual names that is new enough.
find_python() {
  local name
  if [ -n "${PYTHON:-}" ]; then
    is_new_enough "$PYTHON" && echo "$PYTHON" && return
    die "PYTHON=$PYTHON ใช้ไม่ได้ ต้องเป็น Python 3.11 ขึ้นไป" "PYTHON=$PYTHON is not a Python 3.11 or newer."
  fi
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    is_new_enough "$name" && echo "$name" && return
  done
  die "ไม่พบ Python 3.11 ขึ้นไปในเครื่องนี้ กรุณาติดตั้งก่อน แล้วสั่งใหม่" \
    "No Python 3.11 or newer found. Install one, or name it: PYTHON=/path/to/python3.12 make run"
}

# Print how apt can be used here: "" as root, "sudo -n" with passwordless sudo; fail where neither or no apt.
apt_prefix() {
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" = 0 ] && return
  sudo -n true 2>/dev/null && echo "sudo -n"
}

# Install Debian packages, or say in one line what a person with the right to must run.
apt_install() {
  local prefix
  if ! prefix=$(apt_prefix); then
    die "ต้องติดตั้งโปรแกรมของระบบก่อน และผู้ใช้นี้ติดตั้งเองไม่ได้ ให้ผู้ดูแลเครื่องสั่งบรรทัดนี้ แล้วสั่งใหม่อีกครั้ง" \
      "System packages are missing and this user may not install them. Run this line, then try again:" \
      "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
  fi
  say "ติดตั้งโปรแกรมของระบบ · installing system packages: $*"
  # shellcheck disable=SC2086 # the prefix is two words or none
  quietly $prefix env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 update ||
    say "ปรับรายการแพ็กเกจไม่สำเร็จ จะลองติดตั้งต่อไป · could not refresh apt's lists, trying all the same"
  # shellcheck disable=SC2086
  quietly $prefix env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 \
    install -y --no-install-recommends "$@" ||
    die "ติดตั้งไม่สำเร็จ รายละเอียดอยู่ด้านบน · apt could not install them; its last words are above."
}
