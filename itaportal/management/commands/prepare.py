import os
from argparse import ArgumentParser

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, OperationalError

from assessments import storefaults
from assessments.loading import load_criteria
from assessments.models import Assessment
from itaportal.accounts.actions import PASSWORD_FILE
from itaportal.backup.archive import BackupError
from itaportal.backup.switching import finish
from itaportal.publishing.files import clear_left_behind
from itaportal.setup.environment import Environment, server, stop, why_not
from itaportal.setup.places import keep_var_private, stop_where_not_writable
from itaportal.setup.preparing import REPORT_FILE, AdminLogin, build_reference_pdf, collect_static, ensure_admin
from itaportal.setup.reference import SLUG, install_reference, load_reference
from itaportal.setup.removal import was_removed


class Command(BaseCommand):
    help = "Make the portal ready to serve: tables, static files, reference agency, administrator, the built report."
    requires_system_checks = []  # the tables may not be there yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="", help="where the portal will listen, for the lines printed")

    def handle(self, *args: object, **options: str) -> None:
        env = Environment()
        server(env)  # what gunicorn will read, said here in one line
        stop(env.faults)
        stop_where_not_writable()
        self.check(tags=["portal"])
        try:
            self._prepare(options["address"])
        except BackupError as error:
            raise CommandError(f"เตรียมระบบไม่สำเร็จ {error}") from None
        except (OSError, DatabaseError) as error:
            if words := storefaults.line(error):
                raise CommandError(f"เตรียมระบบไม่สำเร็จ {getattr(error, 'filename', None) or ''} {words}") from None
            if isinstance(error, OSError):
                raise CommandError(f"เตรียมระบบไม่สำเร็จ {error.filename or ''} {why_not(error)}") from None
            if not isinstance(error, OperationalError):
                raise
            words = " ".join(str(error).split())
            raise CommandError(f"ใช้ฐานข้อมูลไม่ได้ กรุณาตรวจ DATABASE_URL · database: {words}") from None

    def _prepare(self, address: str) -> None:
        if finish() is not None:
            self._step("ทำการกู้คืนข้อมูลที่หยุดกลางคันต่อจนเสร็จ · completed a restore that was cut short")
        clear_left_behind()
        call_command("migrate", interactive=False, verbosity=0)
        if collect_static():
            self._step("รวบรวมไฟล์ประกอบหน้าเว็บ · collected static files")
        assessment = self._reference()
        login = ensure_admin()
        report = self._report(assessment) if assessment else ""
        keep_var_private()
        self._summary(address, login, report)

    def _report(self, assessment: Assessment) -> str:
        """Where the built report lies, or why there is none."""
        try:
            if build_reference_pdf(assessment):
                self._step("สร้างรายงาน PDF ของหน่วยงานตัวอย่าง · built the reference report")
            return os.path.relpath(REPORT_FILE, settings.BASE_DIR)
        except CommandError as error:
            # The portal must still start: what is missing is mended in its admin pages.
            return f"ยังสร้างไม่ได้ · not built: {error}"

    def _reference(self) -> Assessment | None:
        """The reference agency's year; None where somebody took it out."""
        from itaportal.formats.pdf.build import PdfBuildError

        if was_removed(SLUG):
            load_criteria()
            return None
        try:
            assessment, done = install_reference()
        except (ValidationError, PdfBuildError) as error:
            # The portal must still start: what is missing is mended in its admin pages.
            self._step(f"ยังเผยแพร่ข้อมูลตัวอย่างไม่ได้ · reference agency not published: {' '.join(error.messages)}")
            return load_reference()[0]
        if done:
            self._step(f"นำเข้าและเผยแพร่ข้อมูลตัวอย่าง {assessment} · loaded and published the reference agency")
        return assessment

    def _step(self, text: str) -> None:
        self.stdout.write(f"• {text}")

    def _summary(self, address: str, login: AdminLogin, report: str) -> None:
        lines = [("รายงาน PDF · report", report)] if report else []
        if login.name:
            once = [("หมายเหตุ · note", _ONCE)] if login.created else []
            lines = [("ผู้ใช้ · user", login.name), ("รหัสผ่าน · password", _password(login)), *once, *lines]
        if address:
            lines = [("หน้าเว็บ · site", address), ("ระบบบันทึกข้อมูล · admin", f"{address}admin/"), *lines]
        self.stdout.write("")
        self.stdout.write("ITA Portal")
        for label, value in lines:
            self.stdout.write(f"  {label}: {value}")
        self.stdout.write("")


_ONCE = "รหัสผ่านนี้แสดงครั้งเดียว และต้องเปลี่ยนเมื่อเข้าสู่ระบบ · this password is shown once, and must be changed at signing in"


def _password(login: AdminLogin) -> str:
    """What the summary says of the first administrator's password: told once, then where it is kept."""
    if login.created:
        return str(login.password)
    if login.kept:
        place = os.path.relpath(PASSWORD_FILE, settings.BASE_DIR)
        return f"รหัสผ่านแรกอยู่ใน {place} ต้องเปลี่ยนเมื่อเข้าสู่ระบบ · the first one, to be changed at signing in"
    return "ตั้งเองแล้ว ลืมให้ใช้ manage.py changepassword · your own"
