"""Which words the pages keep on one line."""

import re

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ได้ ๘๕ คะแนนขึ้นไป", ["ได้ ๘๕ คะแนนขึ้นไป"]),
        ("คะแนน EIT ส่วนที่ ๑ และ EIT ส่วนที่ ๒", ["EIT ส่วนที่ ๑", "EIT ส่วนที่ ๒"]),
        ("ยังไม่ถึง “ผ่านดีเยี่ยม” เพราะ OIT ได้ ๙๐.๐๐", ["“ผ่านดีเยี่ยม”", "OIT ได้ ๙๐.๐๐"]),
        ("ในปีงบประมาณ พ.ศ. ๒๕๖๙", ["ปีงบประมาณ พ.ศ. ๒๕๖๙"]),
        ("แผนการจัดซื้อจัดจ้างประจำปี", ["การจัดซื้อจัดจ้าง", "ประจำปี"]),
        ("องค์การบริหารส่วนตำบลชานุวรรณ อำเภอพนมไพร", ["องค์การบริหารส่วนตำบลชานุวรรณ", "อำเภอพนมไพร"]),
        ("องค์การบริหารส่วนตำบลตัวอย่างชื่อยาวกว่าจอภาพ", []),
        ("เกณฑ์ต่าง ๆ", ["ต่าง ๆ"]),
        ("น้ำหนัก IIT ร้อยละ ๓๐", ["IIT", "ร้อยละ ๓๐"]),
        ("ไม่มีอะไรพิเศษ", []),
    ],
)
def test_what_stays_on_one_line(text, kept):
    html = Template("{% load pages %}{{ text|keep }}").render(Context({"text": text}))
    assert re.findall(r'<span class="nowrap(?: long)?">(.*?)</span>', html) == kept
    assert re.sub(r"</?span[^>]*>", "", html) == text


def test_kept_text_is_escaped():
    html = Template("{% load pages %}{{ text|keep }}").render(Context({"text": "<b>“<i>”</b> ๙ & ๑๐"}))
    assert re.sub(r"</?span[^>]*>", "", html) == "&lt;b&gt;“&lt;i&gt;”&lt;/b&gt; ๙ &amp; ๑๐"
