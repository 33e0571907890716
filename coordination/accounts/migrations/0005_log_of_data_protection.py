from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_sessions_and_ended_access'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='did',
            field=models.CharField(choices=[('signed_in', 'signed in'), ('invited', 'invited a person'), ('granted', 'gave a role'), ('ended', 'ended a role'), ('imported', 'took over an import'), ('undid', 'took a change back'), ('exported', 'exported a list'), ('export_asked', 'asked to export a list'), ('export_granted', 'agreed to an export'), ('export_refused', 'refused an export'), ('read', 'read protected data'), ('protected', 'marked a protected place'), ('unprotect_asked', 'asked to lift the protection of a place'), ('unprotected', 'lifted the protection of a place'), ('removed', 'put an entry into the bin'), ('restored', 'restored an entry'), ('switched', 'switched a rule'), ('changed_network', "changed the network's details"), ('factor_reset', 'removed a lost second factor'), ('deactivated', 'deactivated an account'), ('reactivated', 'opened an account again'), ('unlocked', 'unlocked a sign-in'), ('address_changed', 'changed the own e-mail address'), ('person_exported', 'handed out all data of a person'), ('erased', 'erased a person'), ('corrected', 'decided on a request of a person'), ('withdrawn', 'noted the withdrawal of a consent'), ('period_changed', 'changed a retention period'), ('consent_text', 'published the wording of a consent'), ('token_made', 'made a token for the interface'), ('token_revoked', 'revoked a token of the interface')], max_length=20, verbose_name='what'),
        ),
        migrations.AlterField(
            model_name='historicalnetworkrule',
            name='rule',
            field=models.CharField(choices=[('four_eyes_publish', 'Publishing a pathway needs four eyes'), ('four_eyes_export', 'Exporting many contacts needs four eyes'), ('notice_mail', 'Newly entered people are told by mail (Art. 14 GDPR)'), ('four_eyes_protected', 'Lifting the protection of a place needs four eyes')], max_length=30, verbose_name='rule'),
        ),
        migrations.AlterField(
            model_name='networkrule',
            name='rule',
            field=models.CharField(choices=[('four_eyes_publish', 'Publishing a pathway needs four eyes'), ('four_eyes_export', 'Exporting many contacts needs four eyes'), ('notice_mail', 'Newly entered people are told by mail (Art. 14 GDPR)'), ('four_eyes_protected', 'Lifting the protection of a place needs four eyes')], max_length=30, verbose_name='rule'),
        ),
    ]
