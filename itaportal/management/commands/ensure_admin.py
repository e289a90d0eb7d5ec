from django.core.management.base import BaseCommand

from itaportal.accounts.actions import PASSWORD_FILE
from itaportal.setup.preparing import ensure_admin


class Command(BaseCommand):
    help = "Create the first administrator with a generated password; an account that exists is left as it is."

    def handle(self, *args: object, **options: object) -> None:
        login = ensure_admin()
        if not login.name:
            self.stdout.write("มีบัญชีผู้ดูแลระบบอื่นอยู่แล้ว ไม่ได้สร้างบัญชีใหม่")
        elif login.created:
            once = f"แสดงครั้งเดียว เก็บไว้ที่ {PASSWORD_FILE} จนกว่าจะเปลี่ยน"
            self.stdout.write(f"บัญชี {login.name} สร้างแล้ว รหัสผ่านแรก {login.password} ({once})")
        elif login.kept:
            self.stdout.write(f"บัญชี {login.name} มีอยู่แล้ว ไม่ได้แก้ไข ยังใช้รหัสผ่านแรกใน {PASSWORD_FILE}")
        else:
            self.stdout.write(f"บัญชี {login.name} ใช้รหัสผ่านที่ตั้งเอง (ตั้งใหม่ด้วย manage.py changepassword {login.name})")
