"""`manage.py check_report`, and `build_report --version`: what an operator has at the shell."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from itaportal.publishing.actions import withdraw
from itaportal.publishing.files import version_folder
from tests.factories import with_scores


def test_a_sound_year_may_be_published_and_warnings_are_listed(reference, capsys):
    call_command("check_report", "chanuwan", "๒๕๖๘")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "เผยแพร่ได้"
    assert [line.split(":")[0] for line in lines[:-1]] == ["ควรตรวจสอบ"] * 5


def test_a_blocked_year_ends_with_an_error(reference, capsys):
    with_scores(reference, {7: None})
    with pytest.raises(CommandError, match="ยังเผยแพร่ไม่ได้") as refused:
        call_command("check_report", "chanuwan", "2568")
    assert refused.value.returncode == 1
    assert "ต้องแก้ก่อนเผยแพร่: คะแนนตัวชี้วัด: ยังไม่มีคะแนนตัวชี้วัดที่ ๗" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("agency", "year", "code"), [("nobody", "2568", 1), ("chanuwan", "2567", 1), ("chanuwan", "abc", 2)]
)
def test_an_unknown_year_gives_one_line(reference, agency, year, code):
    with pytest.raises(CommandError, match=r"^(ไม่พบผลการประเมินของ|“abc” ไม่ใช่ปีงบประมาณ).*$") as refused:
        call_command("check_report", agency, year)
    assert refused.value.returncode == code


@pytest.mark.pdf
def test_a_version_is_built_as_it_was_published(published_reference, reference, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with_scores(reference, {9: "98.50"})
    for kind in ("pdf", "html"):
        call_command("build_report", "chanuwan", "2568", "--version", "1", "--format", kind)
    folder = version_folder(published_reference)
    assert (tmp_path / "chanuwan-2568-v1.pdf").read_bytes() == (folder / "report.pdf").read_bytes()
    html = (tmp_path / "chanuwan-2568-v1.html").read_text(encoding="utf-8")
    assert "๙๕.๔๘" in html
    assert "๙๗.๑๘" not in html
    for version, reason in (("2", "ไม่พบฉบับที่เผยแพร่"), ("x", "ไม่ใช่เลขฉบับ")):
        with pytest.raises(CommandError, match=reason):
            call_command("build_report", "chanuwan", "2568", "--version", version)
    withdraw(publication=published_reference, reason="ตัวเลขผิด", by=None)
    with pytest.raises(CommandError, match="หน่วยงานถอนแล้ว เหตุผล: ตัวเลขผิด"):
        call_command("build_report", "chanuwan", "2568", "--version", "1")
