import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_handouts'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditentry',
            name='acting_network',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.network', verbose_name='acting network'),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('acting_network__isnull', True), ('user__isnull', True), _connector='OR'), name='log_of_another_network_names_nobody'),
        ),
    ]
