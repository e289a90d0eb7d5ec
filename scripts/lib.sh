# Shared by the set-up scripts: messages, the folder's lock and owner, apt. Sourced from the project's root.
# shellcheck shell=bash
export PYTHONUTF8=1 # Thai messages under any locale
LOG=var/log/setup.log
WORDS= # the end of what the commands called by `quietly` said, until one is called after `WORDS=`

say() { printf '• %s\n' "$*"; }

# Print what went wrong, further lines indented, and stop.
die() {
  printf '✗ %s\n' "$1" >&2
  shift
  (($# == 0)) || printf '  %s\n' "$@" >&2
  exit 1
}

# Run a command quietly; where it fails, show the end of what it said.
# Its words go to a file in memory, for the disk may be full. The file has no name any more when it is written, so that
# nothing is left behind. A pipe would do the same but for daemons, which keep it open (apt starts some).
quietly() {
  local file status=0
  if ! file=$(mktemp -p /dev/shm 2>/dev/null || mktemp 2>/dev/null); then
    "$@" >&2 </dev/null 9<&-
    return
  fi
  exec 8<>"$file"
  rm -f "$file"
  "$@" >&8 2>&1 </dev/null 8<&- 9<&- || status=$?
  WORDS+=$(tail -n 100 /dev/fd/8)$'\n'
  { mkdir -p "$(dirname "$LOG")" && cat /dev/fd/8 >"$LOG"; } 2>/dev/null || true
  ((status == 0)) || tail -n 25 /dev/fd/8 >&2
  exec 8<&-
  return "$status"
}

# What apt, pip and Playwright say where they reach nobody.
NO_NETWORK='name resolution|could not resolve|failure resolving|name or service not known|unreachable|timed out|timeouterror'
NO_NETWORK+='|connection (refused|timed out|reset)|(could not|cannot|unable to) connect|failed to establish'
NO_NETWORK+='|certificate_verify_failed|certificate verif|tunnel connection failed|from versions: none'
NO_NETWORK+='|enotfound|econnre|eai_again|enetunreach|etimedout'

NO_SPACE='no space left|disk quota exceeded|disk is full'

# Stop with what could not be done, and with its cause where the last words of the commands tell it.
die_of_words() {
  if grep -qiE "$NO_SPACE" <<<"$WORDS"; then
    die "$1" "ดิสก์เต็ม กรุณาเพิ่มเนื้อที่ว่าง (ครั้งแรกใช้ราว ๑ กิกะไบต์) แล้วเริ่มใหม่" \
      "The disk is full. Free some space (a first run takes about 1 GB), then try again."
  fi
  if grep -qiE "$NO_NETWORK" <<<"$WORDS"; then
    die "$1" "ต่อเครือข่ายไม่ได้ กรุณาตรวจอินเทอร์เน็ตของเครื่องนี้ และพร็อกซี (ตัวแปร http_proxy, https_proxy) แล้วเริ่มใหม่" \
      "The network could not be reached. Check this machine's connection and proxy (http_proxy, https_proxy), then try again."
  fi
  die "$@"
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
  die "ไม่พบ Python 3.11 ขึ้นไปในเครื่องนี้ กรุณาติดตั้งก่อน แล้วเริ่มใหม่" \
    "No Python 3.11 or newer found. Install one, or name it: PYTHON=/path/to/python3.12 make run"
}

# --- The folder: whose it is, who works in it -----------------------------------------------------------------------

# Stop under sudo in a person's own folder: what is made there would be root's, and the person could not use it.
refuse_sudo() {
  local owner
  [ "$(id -u)" = 0 ] && [ "${SUDO_UID:-0}" != 0 ] || return 0
  owner=$(stat -c %U .)
  [ "$owner" != root ] || return 0
  die "กรุณาสั่งโดยไม่ใช้ sudo มิฉะนั้นไฟล์ที่สร้างจะเป็นของ root และ $owner จะใช้ต่อไม่ได้" \
    "Run this without sudo, as $owner, who owns this folder; files made by root would be of no use to $owner." \
    "Set-up asks for the system packages that it needs. (หากต้องติดตั้งโปรแกรมของระบบ ระบบจะบอกคำสั่งให้)"
}

# Stop where an earlier run, as root say, left something that this user may not change.
refuse_foreign_files() {
  local found
  found=$(find var db.sqlite3* test-artefacts .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis \
    .import_linter_cache "$@" \
    -maxdepth 3 ! -type l ! -uid "$(id -u)" ! -writable -print -quit 2>/dev/null || true)
  [ -z "$found" ] || die \
    "แก้ไข $found ไม่ได้ เพราะเป็นของผู้ใช้ $(stat -c %U "$found") (อาจเคยสั่งด้วย sudo) กรุณาให้ผู้มีสิทธิ์ sudo เรียกคำสั่งต่อไปนี้ แล้วเริ่มใหม่" \
    "$found belongs to $(stat -c %U "$found") and cannot be changed by $(id -un). Was a command run with sudo? Run this line, then try again:" \
    "    sudo chown -R $(id -un): '$PWD'"
}

# Stop where nothing can be written into this folder.
need_writable_folder() {
  [ -w . ] || die "เขียนไฟล์ในโฟลเดอร์นี้ไม่ได้: $PWD กรุณาคัดลอกโครงการไปไว้ในโฟลเดอร์ที่เขียนได้ แล้วเริ่มใหม่" \
    "This folder cannot be written: $PWD. Copy the project to a folder that can, then try again."
}

# Let only one set-up work in this folder at a time: others wait here until it has ended or called `unlock_folder`.
# The lock is on the folder itself, so that it needs no file and leaves none.
lock_folder() {
  local status=0
  exec 9<.
  flock -n 9 || status=$?
  ((status == 1)) || return 0 # it is ours; or this kind of disk knows no locks
  say "มีการติดตั้งอีกชุดหนึ่งกำลังทำงานในโฟลเดอร์นี้ รอให้เสร็จก่อน · waiting for another set-up in this folder to end"
  flock 9
}

unlock_folder() { exec 9<&-; }

# --- System packages ------------------------------------------------------------------------------------------------

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
    die "ต้องติดตั้งโปรแกรมของระบบก่อน และผู้ใช้นี้ติดตั้งเองไม่ได้ กรุณาให้ผู้ดูแลเครื่องแม่ข่ายเรียกคำสั่งต่อไปนี้ แล้วเริ่มใหม่" \
      "System packages are missing and this user may not install them. Run this line, then try again:" \
      "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
  fi
  say "ติดตั้งโปรแกรมของระบบ · installing system packages: $*"
  WORDS=
  # shellcheck disable=SC2086 # the prefix is two words or none
  quietly $prefix env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 \
    -o APT::Update::Error-Mode=any update ||
    say "ปรับปรุงรายการแพ็กเกจไม่สำเร็จ จะลองติดตั้งต่อไป · could not refresh apt's lists, trying all the same"
  # shellcheck disable=SC2086
  quietly $prefix env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 \
    install -y --no-install-recommends "$@" ||
    die_of_words "ติดตั้งโปรแกรมของระบบไม่สำเร็จ รายละเอียดอยู่ด้านบน · apt could not install them; its last words are above."
}
