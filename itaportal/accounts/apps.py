from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "itaportal.accounts"
    verbose_name = "บัญชีผู้ใช้"

    def ready(self) -> None:
        """Note at each sign-in whether the password must be changed, and that this device is the account's."""
        from itaportal.audit.subjects import LEFT_OUT

        from .middleware import note_sign_in
        from .models import FirstPassword

        LEFT_OUT[FirstPassword] = "goes with a password, whose own change is recorded"
        user_logged_in.connect(note_sign_in, dispatch_uid="itaportal.accounts")
