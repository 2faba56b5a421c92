from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0011_nobody_is_superuser")]

    operations = [
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('is_superuser', False)), name='person_no_superuser', violation_error_message='Nobody is a superuser: rights come from posts.'),
        ),
    ]
