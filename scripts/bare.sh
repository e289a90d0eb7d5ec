#!/usr/bin/env bash
# Try the README's two commands on a bare system:  scripts/bare.sh SUITE [COMMAND]
#   SUITE    bookworm, trixie, noble …: what debootstrap knows and this machine's package sources hold
#   COMMAND  what is run after `make run` has answered (default: make test)
# Environment: AS=user (default; has no sudo: what set-up asks an administrator for is run as root) or AS=root;
# FOLDER=name of the clone (default: itaportal; try one in Thai); BARE=where the root is built (default: in /var/tmp);
# KEEP=1 leaves it there.
# Builds the root with python3, make and git alone, clones what is committed here into it, and tries it there, all in
# namespaces of its own: mounts and processes end with this script, however it ends. Needs root.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
suite=${1:-}
command=${2:-make test}
export AS=${AS:-user} FOLDER=${FOLDER:-itaportal}
mark=.itaportal-bare # in each root that this script makes: no other folder is removed

# Print the first of this machine's package sources that holds the suite, and its components.
find_mirror() {
  local address
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | awk '!seen[$0]++' >"$SCRATCH/sources"
  while read -r address; do
    if /usr/lib/apt/apt-helper download-file "${address}dists/$suite/Release" "$SCRATCH/Release" >/dev/null 2>&1; then
      grep -q '^Origin: Ubuntu' "$SCRATCH/Release" && echo "main,universe $address" || echo "main $address"
      return
    fi
  done <"$SCRATCH/sources"
  die "แหล่งแพ็กเกจของเครื่องนี้ไม่มี $suite · none of this machine's package sources holds $suite"
}

if [ -z "${BARE_INSIDE:-}" ]; then
  [ -n "$suite" ] || die "ระบุรุ่นของระบบ · name the suite: scripts/bare.sh bookworm|trixie|noble [COMMAND]"
  [[ $AS =~ ^(user|root)$ ]] || die "AS=$AS: user | root"
  [ "$(id -u)" = 0 ] || die "ต้องสั่งด้วยสิทธิ์ root · needs root"
  BARE=$(realpath -m "${BARE:-/var/tmp/itaportal-bare-$suite}")
  [ ! -e "$BARE" ] || [ -e "$BARE/$mark" ] || die "$BARE มีอยู่แล้วและไม่ใช่ของสคริปต์นี้ · exists and is not of this script's making"
  command -v debootstrap >/dev/null || apt_install debootstrap
  SCRATCH=$(mktemp -d)
  export BARE SCRATCH
  trap 'rm -rf "$SCRATCH"; [ -n "${KEEP:-}" ] || rm -rf --one-file-system "$BARE"' EXIT
  rm -rf --one-file-system "$BARE"
  BARE_INSIDE=1 unshare --mount --pid --fork --kill-child --mount-proc --propagation private bash scripts/bare.sh "$suite" "$command"
  exit
fi

# --- The bare system --------------------------------------------------------------------------------------------------

eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
[ -z "${http_proxy:-}" ] || export http_proxy
[ -z "${https_proxy:-}" ] || export https_proxy
found=$(find_mirror)
read -r components mirror <<<"$found"
say "สร้างระบบเปล่า $suite ใน $BARE · building the bare root"
mkdir -p "$BARE"
touch "$BARE/$mark"
quietly debootstrap --variant=minbase --include=python3,make,git,ca-certificates --components="$components" \
  "$suite" "$BARE" "$mirror" || die_of_words "debootstrap ไม่สำเร็จ · debootstrap failed; its last words are above."
printf '#!/bin/sh\nexit 101\n' >"$BARE/usr/sbin/policy-rc.d" # packages start no daemons: this is no whole machine
chmod 755 "$BARE/usr/sbin/policy-rc.d"

# What this machine needs to reach its registries: names, apt's options, pip's settings with the files that they name.
cp /etc/hosts /etc/resolv.conf "$BARE/etc/"
apt-config dump | grep -E '^Acquire::(https?|Check-|Retries|ForceIPv)' >"$BARE/etc/apt/apt.conf.d/99machine" || true
"$([ -x .venv/bin/python ] && echo .venv/bin/python || echo python3)" - "$BARE" "$SCRATCH/binds" <<'PYTHON'
import ast, configparser, pathlib, shutil, subprocess, sys

root, binds = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
told = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
config = configparser.RawConfigParser()
folders = []
for line in told.splitlines():
    name, _, value = line.partition("=")
    section, _, key = name.rpartition(".")
    section, value = "global" if section == ":env:" else section, ast.literal_eval(value)
    for word in value.split():
        path = pathlib.Path(word.removeprefix("file://"))
        if path.is_absolute() and path.is_dir():
            folders.append(path.parent if path.name == "simple" else path)  # an index has its files beside it
        elif path.is_absolute() and path.is_file():  # not in its own place: a package may put its file there
            copy = f"/etc/machine-{path.name}"
            shutil.copy(path, f"{root}{copy}")
            value = value.replace(word, copy)
    if not config.has_section(section):
        config.add_section(section)
    config.set(section, key, value)
with (root / "etc/pip.conf").open("w") as file:
    config.write(file)
binds.write_text("".join(f"{folder}\n" for folder in folders))
PYTHON
while read -r path; do
  mkdir -p "$BARE$path"
  mount --bind -o ro "$path" "$BARE$path"
done <"$SCRATCH/binds"
mountpoint -q "$BARE/proc" || mount -t proc proc "$BARE/proc"
mount --rbind /dev "$BARE/dev"
mount -t tmpfs -o mode=1777 tmpfs "$BARE/dev/shm"
mount --rbind -o ro /sys "$BARE/sys"

# --- The project in it ------------------------------------------------------------------------------------------------

say "คัดลอกโครงการ · cloning what is committed"
person=root home=/root
if [ "$AS" = user ]; then
  person=person home=/srv/person
  chroot "$BARE" useradd --create-home --base-dir /srv --shell /bin/bash "$person"
fi
git -c safe.directory='*' clone -q --no-local "$PWD" "$BARE$home/$FOLDER"
chroot "$BARE" chown -R "$person:" "$home/$FOLDER"

# enter USER COMMAND: run it in the clone, with hardly any environment and no locale, as in a fresh login.
enter() {
  chroot "$BARE" /usr/bin/env -i HOME="$([ "$1" = root ] && echo /root || echo "$home")" TERM=dumb \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
    runuser -u "$1" -- bash -c "cd '$home/$FOLDER' || exit; $2" </dev/null
}

# try NAME COMMAND: run it as the person; where it ends with a line for an administrator, run that as root, try again.
try() {
  local line
  for _ in 1 2 3; do
    printf '\n$ %s\n' "$1"
    if enter "$person" "$2" 2>&1 | tee "$SCRATCH/output"; then return; fi
    line=$(grep -E '^ +sudo ' "$SCRATCH/output" | tail -n 1) || break
    printf '\n# %s\n' "${line#"${line%%[! ]*}"}"
    quietly enter root "sudo() { \"\$@\"; }; $line" || break
  done
  die "$suite, $AS: $1 ไม่ผ่าน · failed"
}

try make make
# Serve until the page has answered, then end it as Ctrl-C does.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
try "make run" "setsid make run PORT=$port >>'$home/run.txt' 2>&1 & run=\$!
  until grep -q ready '$home/run.txt'; do kill -0 \$run 2>/dev/null || break; sleep 1; done 2>/dev/null
  cat '$home/run.txt'
  python3 -c 'import urllib.request as r; assert \"95.48\" in r.urlopen(\"http://127.0.0.1:$port/\").read().decode()' \
    2>/dev/null || { kill -INT -- -\$run 2>/dev/null; rm '$home/run.txt'; exit 1; }
  echo 'make run: answers'; kill -INT -- -\$run; wait \$run || true; rm '$home/run.txt'"
try "$command" "$command"
say "ผ่าน · $suite, $AS: make run answers, $command passed"
