# Virtual environments that are whole or not there at all. Sourced after lib.sh, from the project's root.
# shellcheck shell=bash
#
# An environment is built beside its place and moved there when it is complete, so that a full disk, no network or
# Ctrl-C leaves the one that works. Its last file is `installed`: what stands without it was never finished.

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

# Is this environment complete, and does its Python still find what was installed for it? A newer system's does not.
is_complete() {
  [ -f "$1/installed" ] && is_new_enough "$1/bin/python" && [ -d "$1/lib/python$(version_of "$1/bin/python")" ]
}

# build_environment TARGET PYTHON INSTALLED PIP-ARGUMENT...
# Make TARGET an environment in which pip has installed what the arguments name, INSTALLED being written into its file
# of that name. PYTHON is the interpreter to make it with, or TARGET's own, which keeps the packages it has.
build_environment() {
  local target=$1 python=$2 installed=$3 new=$1.new
  shift 3
  WORDS=
  rm -rf "$new"
  if [ "$python" = "$target/bin/python" ]; then
    { mkdir "$new" && quietly cp -a "$target/." "$new" && rm -f "$new/installed"; } ||
      environment_failed "$new" "คัดลอก $target ไม่สำเร็จ" "Could not copy $target; the last words are above."
  else
    quietly "$python" -m venv "$new" ||
      environment_failed "$new" "สร้าง $target ไม่สำเร็จ" \
        "$python could not make a virtual environment; its last words are above."
  fi
  "$new/bin/python" -m pip --version >/dev/null 2>&1 || quietly "$new/bin/python" -m ensurepip || true
  quietly "$new/bin/python" -m pip install --disable-pip-version-check --no-input "$@" ||
    environment_failed "$new" "ติดตั้งแพ็กเกจไม่สำเร็จ รายละเอียดอยู่ด้านบน" "pip failed; its last words are above."
  { call_by_new_name "$new" "$target" && printf '%s\n' "$installed" >"$new/installed"; } ||
    environment_failed "$new" "เขียนไฟล์ลงใน $target ไม่สำเร็จ" "Could not write into $target."
  rm -rf "$target.old"
  [ ! -e "$target" ] && [ ! -L "$target" ] || mv -T "$target" "$target.old"
  mv -T "$new" "$target"
  rm -rf "$target.old"
}

# Take back an environment that was moved away when a run was killed between the two moves; remove what others left.
restore_environment() {
  [ -e "$1" ] || [ ! -e "$1.old" ] || mv -T "$1.old" "$1"
  rm -rf "$1.new" "$1.old"
}

environment_failed() {
  rm -rf "$1"
  shift
  die_of_words "$@"
}

# Put the place that it will have into the environment's files: activation scripts, the first lines of commands.
call_by_new_name() {
  local file
  for file in "$1"/pyvenv.cfg "$1"/bin/*; do
    [ -f "$file" ] && [ ! -L "$file" ] && grep -qIF "$1" "$file" || continue
    sed -i "s|${1//./\\.}\b|$2|g" "$file" || return
  done
}
