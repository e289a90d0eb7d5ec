"""Accounts whose password is to be changed at the next sign-in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='FirstPassword',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='first_password', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='ผู้ใช้')),
                ('given_at', models.DateTimeField(auto_now=True, verbose_name='ตั้งเมื่อ')),
            ],
            options={
                'verbose_name': 'รหัสผ่านแรก',
                'verbose_name_plural': 'รหัสผ่านแรก',
                'default_permissions': (),
            },
        ),
    ]
