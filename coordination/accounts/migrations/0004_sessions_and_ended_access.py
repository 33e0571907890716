import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_api_tokens'),
    ]

    operations = [
        migrations.CreateModel(
            name='UserSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('session_key', models.CharField(editable=False, max_length=40, unique=True)),
                ('began_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='signed in')),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last seen')),
                ('device', models.CharField(blank=True, max_length=60, verbose_name='device')),
                ('address', models.CharField(blank=True, max_length=40, verbose_name='address')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ('-seen_at', '-id'),
            },
        ),
        migrations.AddField(
            model_name='user',
            name='closed_because',
            field=models.CharField(blank=True, choices=[('by_hand', 'deactivated by the coordination'), ('idle', 'not used for a long time'), ('no_role', 'last role ended')], max_length=10, verbose_name='deactivated because'),
        ),
        migrations.AlterField(
            model_name='link',
            name='purpose',
            field=models.CharField(choices=[('invitation', 'Invitation'), ('address', 'New e-mail address')], max_length=20, verbose_name='purpose'),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='did',
            field=models.CharField(choices=[('signed_in', 'signed in'), ('invited', 'invited a person'), ('granted', 'gave a role'), ('ended', 'ended a role'), ('imported', 'took over an import'), ('undid', 'took a change back'), ('exported', 'exported a list'), ('export_asked', 'asked to export a list'), ('export_granted', 'agreed to an export'), ('export_refused', 'refused an export'), ('read', 'read protected data'), ('protected', 'marked a protected place'), ('unprotect_asked', 'asked to lift the protection of a place'), ('unprotected', 'lifted the protection of a place'), ('removed', 'put an entry into the bin'), ('restored', 'restored an entry'), ('switched', 'switched a rule'), ('changed_network', "changed the network's details"), ('factor_reset', 'removed a lost second factor'), ('deactivated', 'deactivated an account'), ('reactivated', 'opened an account again'), ('unlocked', 'unlocked a sign-in'), ('address_changed', 'changed the own e-mail address'), ('token_made', 'made a token for the interface'), ('token_revoked', 'revoked a token of the interface')], max_length=20, verbose_name='what'),
        ),
    ]
