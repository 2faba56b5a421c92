from django.db import migrations


class Migration(migrations.Migration):
    """The table of the package that drew the pictures before; what was in it was good for an hour."""

    dependencies = [
        ('petitions', '0012_picture_challenges'),
    ]

    operations = [
        migrations.RunSQL('DROP TABLE IF EXISTS captcha_captchastore', migrations.RunSQL.noop),
    ]
