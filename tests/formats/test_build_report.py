import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from assessments.actions import unpublish
from assessments.models import Assessment
from itaportal.formats.pdf.build import PdfBuildError
from itaportal.management.commands import build_report
from itaportal.publishing.actions import publish, withdraw
from tests.factories import with_scores


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def build(*args: str, **options: object) -> None:
    call_command("build_report", *args, **options)


@pytest.mark.pdf
def test_writes_the_pdf_here_and_says_where(reference: Assessment, capsys, tmp_path: Path):
    build("chanuwan", "2568")
    assert capsys.readouterr().out == "chanuwan-2568.pdf\n"
    assert (tmp_path / "chanuwan-2568.pdf").read_bytes().startswith(b"%PDF")
    assert [path.name for path in tmp_path.iterdir()] == ["chanuwan-2568.pdf"]


@pytest.mark.pdf
def test_writes_where_told_and_replaces_what_was_there(reference: Assessment, tmp_path: Path):
    target = tmp_path / "report.pdf"
    target.write_text("old")
    build("chanuwan", "2568", "--format", "pdf", "--output", str(target))
    assert target.read_bytes().startswith(b"%PDF")


def test_written_file_is_as_readable_as_any_other(reference: Assessment, tmp_path: Path):
    build("chanuwan", "2568", "--format", "html")
    plain = tmp_path / "plain"
    plain.touch()
    assert (tmp_path / "chanuwan-2568.html").stat().st_mode == plain.stat().st_mode


def test_html_file_needs_nothing_else(reference: Assessment, tmp_path: Path):
    build("chanuwan", "2568", "--format", "html")
    html = (tmp_path / "chanuwan-2568.html").read_text(encoding="utf-8")
    assert "๙๕.๔๘" in html
    assert "<link" not in html
    assert "../fonts/" not in html
    assert 'url("data:font/woff2;base64,' in html


@pytest.mark.parametrize(("kind", "inside"), [("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")])
def test_word_and_excel_files(reference: Assessment, tmp_path: Path, kind: str, inside: str):
    build("chanuwan", "2568", "--format", kind)
    with zipfile.ZipFile(tmp_path / f"chanuwan-2568.{kind}") as package:
        assert package.testzip() is None
        assert inside in package.namelist()


@pytest.mark.pdf
@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
def test_published_version_is_written_as_it_was_published(reference: Assessment, tmp_path: Path, kind: str):
    publication = publish(assessment=reference, by=None)
    with_scores(reference, {1: "50"})
    build("chanuwan", "2568", "--format", kind, "--version", "๑")
    content = (tmp_path / f"chanuwan-2568-v1.{kind}").read_bytes()
    name = {"pdf": "report.pdf", "docx": "report.docx", "xlsx": "data.xlsx"}[kind]
    assert hashlib.sha256(content).hexdigest() == publication.files.get(name=name).sha256
    build("chanuwan", "2568", "--format", kind, "--output", "now")
    assert (tmp_path / "now").read_bytes() != content


def test_unknown_or_withdrawn_version_is_refused_in_one_line(reference: Assessment, tmp_path: Path):
    publication = publish(assessment=reference, by=None)
    with pytest.raises(CommandError, match=r"ไม่พบฉบับที่เผยแพร่ของ.* ฉบับที่ ๒$") as unknown:
        build("chanuwan", "2568", "--format", "docx", "--version", "2")
    withdraw(publication=publication, reason="คะแนนผิด\nแก้ไขแล้ว", by=None)
    with pytest.raises(CommandError, match="หน่วยงานถอนแล้ว เหตุผล: คะแนนผิด") as withdrawn:
        build("chanuwan", "2568", "--format", "docx", "--version", "1")
    for refused in (unknown, withdrawn):
        assert refused.value.returncode == 1
        assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_thai_year_is_understood(reference: Assessment, tmp_path: Path):
    build("chanuwan", "๒๕๖๘", "--format", "html")
    assert (tmp_path / "chanuwan-2568.html").exists()


def test_operator_sees_drafts(reference: Assessment, tmp_path: Path):
    unpublish(assessment=reference, by=None)
    build("chanuwan", "2568", "--format", "html")
    assert "ฉบับร่าง" in (tmp_path / "chanuwan-2568.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "message", "code"),
    [
        (("nobody", "2568"), "ไม่พบผลการประเมินของหน่วยงาน “nobody” ปีงบประมาณ พ.ศ. ๒๕๖๘", 1),
        (("chanuwan", "2560"), "ไม่พบผลการประเมิน", 1),
        (("chanuwan", "abcd"), "“abcd” ไม่ใช่ปีงบประมาณ", 2),
        (("chanuwan", "99999999999"), "ไม่ใช่ปีงบประมาณ", 2),
        (("chanuwan", "2568", "--version", "x"), "“x” ไม่ใช่เลขฉบับ", 2),
        (("chanuwan", "-1"), "", 2),
        (("chanuwan", "2568", "--format", "odt"), "ไม่มีรูปแบบ “odt” ให้เลือก pdf หรือ docx หรือ xlsx หรือ html", 2),
        (
            ("chanuwan", "2568", "--format", "html", "--output", "no/such/folder/x.html"),
            "เขียนไฟล์ no/such/folder/x.html ไม่ได้: ไม่มีโฟลเดอร์นี้$",
            1,
        ),
        (("chanuwan", "2568", "--format", "html", "--output", "."), r"เขียนไฟล์ \. ไม่ได้: เป็นโฟลเดอร์ ไม่ใช่ไฟล์$", 1),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    reference: Assessment, tmp_path: Path, args: tuple[str, ...], message: str, code: int
):
    if code == 2 and not message:
        # argparse itself: an unknown option is a usage error
        with pytest.raises(CommandError):
            build(*args)
        return
    with pytest.raises(CommandError, match=message) as refused:
        build(*args)
    assert refused.value.returncode == code
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_failed_build_leaves_the_old_file(reference: Assessment, tmp_path: Path, monkeypatch):
    (tmp_path / "chanuwan-2568.pdf").write_text("old")

    def fail(report: object) -> bytes:
        raise PdfBuildError(["missing\nfont"])

    monkeypatch.setattr("itaportal.formats.pdf.build.report_pdf", fail)
    with pytest.raises(CommandError, match="สร้าง PDF ไม่สำเร็จ: missing font"):
        build("chanuwan", "2568")
    assert (tmp_path / "chanuwan-2568.pdf").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_interrupted_write_leaves_nothing(reference: Assessment, tmp_path: Path, monkeypatch):
    def interrupt(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build_report.os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build("chanuwan", "2568", "--format", "html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("command", [("build_report",), ("build_report", "--version", "1"), ("check_report",)])
def test_without_tables_one_line_and_no_traceback(tmp_path: Path, command: tuple[str, ...]):
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command, "chanuwan", "2568"],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3", "SECRET_KEY": "x"},
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert "อ่านฐานข้อมูลไม่ได้" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.glob("*.pdf"))
