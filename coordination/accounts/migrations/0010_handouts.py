from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_concerns'),
    ]

    operations = [
        migrations.AlterField(
            model_name='link',
            name='purpose',
            field=models.CharField(choices=[('invitation', 'Invitation'), ('address', 'New e-mail address'), ('handout', 'Notice about a printed handout'), ('task', 'Task of a group'), ('relay', 'Relay'), ('term', 'Term of a multiplier'), ('weekly', 'Weekly mail')], max_length=20, verbose_name='purpose'),
        ),
    ]
