"""Set-up as it goes wrong on other people's machines: scripts/setup.sh and `make`, run in a copy of the project.

The environment that the copy builds is real too, but for an empty list of packages, so that no network is needed.
"""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow

ROOT: Path = settings.BASE_DIR
OURS = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTHON", "MAKEFLAGS", "MAKELEVEL", "SUDO_UID"}
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name not in OURS and not name.upper().startswith("PIP_")
} | {"PIP_CONFIG_FILE": os.devnull}
NOBODY = 65534
IS_ROOT = os.getuid() == 0


def copy_of_scripts(folder: Path) -> Path:
    for name in ("scripts", "Makefile", *(path.name for path in ROOT.glob("requirements*.txt"))):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder


@pytest.fixture
def folder(tmp_path) -> Path:
    """The set-up's files with the environment of this run."""
    if Path(sys.prefix) != ROOT / ".venv":
        pytest.skip("needs the environment that `make test` makes")
    folder = tmp_path / "portal"
    folder.mkdir()
    (folder / ".venv").symlink_to(sys.prefix)
    return copy_of_scripts(folder)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The set-up's files in a folder with a name in Thai, with an environment made where a half-made one was."""
    folder = copy_of_scripts(tmp_path_factory.mktemp("โครงการ ไอทีเอ"))
    (folder / "requirements.txt").write_text("# none\n")
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (folder / ".venv" / "half").touch()
    done = setup(folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def offers_nothing(built) -> Iterator[tuple[dict[str, str], socket.socket]]:
    """Make `built` want a package of an index that takes connections and never answers; takes it back at the end."""
    with socket.create_server(("127.0.0.1", 0)) as index:
        address = f"http://127.0.0.1:{index.getsockname()[1]}/simple"
        (built / "requirements.txt").write_text(f"itaportal-test==1 --hash=sha256:{'0' * 64}\n")
        yield ENVIRONMENT | {"PIP_INDEX_URL": address, "PIP_RETRIES": "0", "no_proxy": "*"}, index
    (built / "requirements.txt").write_text("# none\n")


@pytest.fixture
def ordinary_user(tmp_path) -> dict[str, str]:
    """An environment in which the user seems to be neither root nor allowed to use sudo."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, line in [("id", "echo 1000"), ("sudo", "exit 1"), ("apt-get", "exit 1")]:
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    return ENVIRONMENT | {"PATH": f"{programs}:{os.environ['PATH']}"}


@pytest.fixture(scope="module")
def bare_path(tmp_path_factory) -> str:
    """A PATH with this machine's programs but for those that a bare system lacks."""
    lacking = {"column", "chromium", "chromium-browser", "soffice", "java", "javac", "qpdf", "pdftotext", "pdftoppm"}
    folder = tmp_path_factory.mktemp("bin")
    for directory in os.environ["PATH"].split(os.pathsep):
        for program in Path(directory).glob("*"):
            if program.name not in lacking and not (folder / program.name).is_symlink():
                (folder / program.name).symlink_to(program)
    return str(folder)


def run(folder: Path, *command: str, environment: dict[str, str] = ENVIRONMENT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120)


def setup(folder: Path, environment: dict[str, str] = ENVIRONMENT, mode: str = "run"):
    return run(folder, "bash", "scripts/setup.sh", mode, environment=environment)


def works(folder: Path) -> bool:
    """The environment is there, complete, and nothing half-made lies beside it."""
    assert sorted(path.name for path in folder.glob(".venv*")) == [".venv"]
    return (folder / ".venv/installed").exists() and run(folder, ".venv/bin/pip", "--version").returncode == 0


def broken_library(folder: Path, name: str) -> dict[str, str]:
    folder.mkdir()
    (folder / name).write_text("not a library")
    return {"LD_LIBRARY_PATH": str(folder)}


# --- What is missing is named ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "library", "package"),
    [("run", "libharfbuzz-subset.so.0", "libharfbuzz-subset0"), ("dev", "libatomic.so.1", "libatomic1")],
)
def test_without_the_right_to_install_the_one_line_to_run_is_told(
    folder, tmp_path, ordinary_user, mode, library, package
):
    assert setup(folder, ordinary_user, mode).returncode == 0, "nothing is missing yet"
    done = setup(folder, ordinary_user | broken_library(tmp_path / "libraries", library), mode)
    assert done.returncode == 1
    assert re.search(rf"^ +sudo apt-get update && sudo apt-get install -y .*\b{package}( .*)?$", done.stderr, re.M)
    assert "กรุณาให้ผู้ดูแลเครื่องแม่ข่ายเรียกคำสั่งต่อไปนี้" in done.stderr


def test_an_old_or_missing_python_is_said_plainly(folder, ordinary_user):
    done = setup(folder, ordinary_user | {"PYTHON": "python-that-is-not-there"})
    assert done.returncode == 1
    assert "3.11" in done.stderr
    assert (folder / ".venv").is_symlink()


def test_checks_need_python_packages_alone(folder, tmp_path, ordinary_user, bare_path):
    environment = ordinary_user | broken_library(tmp_path / "libraries", "libpango-1.0.so.0")
    environment["PATH"] = f"{tmp_path}/programs:{bare_path}"
    assert setup(folder, environment, "check").returncode == 0
    told = setup(folder, environment, "dev").stderr
    assert "libreoffice-writer" in told
    assert "libpango-1.0-0" in told
    told = setup(folder, environment, "soak").stderr  # it draws files
    assert "libreoffice-writer" not in told
    assert "libpango-1.0-0" in told
    for target, mode in {"check": "check", "format": "check", "soak": "soak"}.items():
        assert f"scripts/setup.sh {mode}" in run(folder, "make", "--dry-run", target).stdout
    assert "scripts/setup.sh dev" in run(folder, "make", "--dry-run", "test").stdout


def test_make_alone_lists_its_commands_without_column(folder, bare_path):
    done = run(folder, "make", environment=ENVIRONMENT | {"PATH": bare_path})
    assert re.search(r"^  make run +set up what is missing", done.stdout, re.M)
    assert "##" not in done.stdout
    starts = {re.match(r"  make [a-z-]+ +", line).end() for line in done.stdout.splitlines()[1:]}
    assert len(starts) == 1, "the explanations stand below one another"


# --- An environment is whole or not there ---------------------------------------------------------------------------


def test_a_half_made_environment_is_made_anew(built):
    assert works(built)
    assert not (built / ".venv/half").exists()
    assert f'"{built}/.venv"' in (built / ".venv/bin/activate").read_text().replace("'", '"')
    assert ".venv.new" not in (built / ".venv/pyvenv.cfg").read_text()


def test_an_upgrade_without_network_keeps_what_works_and_says_so(built, offers_nothing):
    environment, index = offers_nothing
    index.close()
    done = setup(built, environment)
    assert done.returncode == 1
    assert "ต่อเครือข่ายไม่ได้" in done.stderr
    assert "No matching distribution found for itaportal-test" in done.stderr, "pip's own words"
    assert works(built)


def test_an_upgrade_that_is_interrupted_keeps_what_works(built, offers_nothing):
    environment, index = offers_nothing
    process = subprocess.Popen(
        ["bash", "scripts/setup.sh", "run"],
        cwd=built,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a suite in the background ignores it
    )
    index.settimeout(60)
    with index.accept()[0]:
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "หยุดกลางคัน" in said
    assert "Traceback" not in said
    assert works(built)


@pytest.mark.parametrize("lacking", ["installed", "lib", ""])
def test_complete_means_finished_and_of_this_python(folder, lacking):
    made = folder / "made"
    (made / "bin").mkdir(parents=True)
    (made / "bin/python").symlink_to(sys.executable)
    (made / "lib" / "python{}.{}".format(*sys.version_info)).mkdir(parents=True)
    (made / "installed").touch()
    if lacking:
        (made / lacking).rename(folder / "elsewhere")
    done = run(folder, "bash", "-c", ". scripts/lib.sh; . scripts/environment.sh; is_complete made")
    assert (done.returncode == 0) == (not lacking)


def test_killed_between_the_two_moves_the_old_one_comes_back(folder):
    (folder / "made.old").mkdir()
    (folder / "made.old/installed").touch()
    (folder / "made.new").mkdir()
    run(folder, "bash", "-c", ". scripts/lib.sh; . scripts/environment.sh; restore_environment made")
    assert [path.name for path in folder.glob("made*")] == ["made"]
    assert (folder / "made/installed").exists()


# --- The folder -----------------------------------------------------------------------------------------------------


def test_two_at_once_take_turns(folder):
    place = os.open(folder, os.O_RDONLY)
    fcntl.flock(place, fcntl.LOCK_EX)
    process = subprocess.Popen(
        ["bash", "scripts/setup.sh", "run"], cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout
    assert "รอให้เสร็จก่อน" in process.stdout.readline()
    assert process.poll() is None
    os.close(place)
    assert process.wait(timeout=60) == 0
    process.stdout.close()


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A copy that other users can look into, unlike pytest's own folders."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield copy_of_scripts(Path(name))


def as_nobody(*command: str) -> list[str]:
    """The command without root's rights, which know no read-only files."""
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command] if IS_ROOT else [*command]


@pytest.mark.parametrize("command", ["scripts/run.sh", "scripts/setup.sh check"])
def test_a_read_only_folder_is_called_that(elsewhere, command):
    elsewhere.chmod(0o555)
    done = run(elsewhere, *as_nobody("bash", *command.split()))
    elsewhere.chmod(0o755)
    assert done.returncode == 1
    assert f"เขียนไฟล์ในโฟลเดอร์นี้ไม่ได้: {elsewhere}" in done.stderr


@pytest.mark.skipif(not IS_ROOT, reason="only root leaves files that others cannot change")
def test_files_that_root_left_are_named_with_the_line_that_mends_it(elsewhere):
    (elsewhere / "var").mkdir()
    (elsewhere / "var/secret-key").touch(0o600)
    for path in (elsewhere, elsewhere / "var"):
        os.chown(path, NOBODY, NOBODY)
    done = run(elsewhere, *as_nobody("bash", "scripts/setup.sh", "check"))
    assert done.returncode == 1
    assert "var/secret-key" in done.stderr
    assert re.search(rf"^ +sudo chown -R nobody: '{elsewhere}'$", done.stderr, re.M)


@pytest.mark.parametrize("command", ["scripts/run.sh", "scripts/setup.sh check"])
def test_sudo_in_a_persons_own_folder_is_refused(folder, tmp_path, command):
    environment = ENVIRONMENT | {"SUDO_UID": "1000"}
    if IS_ROOT:
        os.chown(folder, NOBODY, NOBODY)
    else:
        (tmp_path / "id").write_text("#!/bin/sh\necho 0\n")
        (tmp_path / "id").chmod(0o755)
        environment["PATH"] = f"{tmp_path}:{environment['PATH']}"
    done = run(folder, "bash", *command.split(), environment=environment)
    assert done.returncode == 1
    assert "กรุณาสั่งโดยไม่ใช้ sudo" in done.stderr
    assert not (folder / "var").exists()


# --- What a failed step said ----------------------------------------------------------------------------------------


def test_last_words_are_shown_where_the_log_cannot_be_written(folder):
    (folder / "var/log").mkdir(parents=True)
    (folder / "var/log/setup.log").symlink_to("/dev/full")
    done = run(folder, "bash", "-c", ". scripts/lib.sh; quietly sh -c 'echo last words; exit 3'")
    assert done.returncode == 3
    assert done.stderr == "last words\n"
    assert run(folder, "bash", "-c", ". scripts/lib.sh; quietly true").returncode == 0, "the log alone fails nothing"


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("OSError: [Errno 28] No space left on device", "ดิสก์เต็ม"),
        ("Temporary failure resolving 'mirror.example'", "ต่อเครือข่ายไม่ได้"),
        ("[Errno -3] Temporary failure in name resolution", "ต่อเครือข่ายไม่ได้"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "ต่อเครือข่ายไม่ได้"),
        ("Error: getaddrinfo ENOTFOUND cdn.example", "ต่อเครือข่ายไม่ได้"),
        ("Failed to establish a new connection: [Errno 111] Connection refused", "ต่อเครือข่ายไม่ได้"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", ""),
    ],
)
def test_the_cause_is_told_where_the_words_tell_it(folder, words, cause):
    done = run(
        folder,
        "bash",
        "-c",
        '. scripts/lib.sh; quietly sh -c "printf %s \\"\\$1\\"; exit 1" - "$1" || die_of_words ทำไม่สำเร็จ',
        "-",
        words,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(words)
    assert "✗ ทำไม่สำเร็จ" in done.stderr
    assert [told for told in ("ดิสก์เต็ม", "ต่อเครือข่ายไม่ได้") if told in done.stderr] == [cause] * bool(cause)
