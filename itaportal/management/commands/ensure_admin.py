from django.core.management.base import BaseCommand

from itaportal.setup.preparing import PASSWORD_FILE, ensure_admin


class Command(BaseCommand):
    help = "Create the first administrator with a generated password; an account that exists is left as it is."

    def handle(self, *args: object, **options: object) -> None:
        login = ensure_admin()
        if not login.name:
            self.stdout.write("มีบัญชีผู้ดูแลระบบอื่นอยู่แล้ว ไม่ได้สร้างบัญชีใหม่")
        elif login.password is None:
            self.stdout.write(f"บัญชี {login.name} ใช้รหัสผ่านที่ตั้งเอง (ตั้งใหม่ด้วย manage.py changepassword {login.name})")
        else:
            state = "สร้างแล้ว" if login.created else "มีอยู่แล้ว ไม่ได้แก้ไข"
            self.stdout.write(f"บัญชี {login.name} {state} รหัสผ่าน {login.password} (เก็บไว้ที่ {PASSWORD_FILE})")
