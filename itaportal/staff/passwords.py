"""What is asked of a password, said in Thai digits."""

from django.contrib.auth.password_validation import MinimumLengthValidator

from assessments.thai import thai_digits


class MinimumLength(MinimumLengthValidator):
    """Django's rule on the length of a password; Django itself writes the figure in ASCII digits."""

    def get_error_message(self) -> str:
        """Why a password is refused."""
        return f"รหัสผ่านสั้นเกินไป {self.get_help_text()}"

    def get_help_text(self) -> str:
        """What is asked, beside the field."""
        return f"ต้องมีอย่างน้อย {thai_digits(self.min_length)} ตัวอักษร"
