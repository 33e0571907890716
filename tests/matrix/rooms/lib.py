"""Canaries of the ground: files, jobs and changes belong to the person who made them."""

from coordination.lib import files
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet, Job


def fill(world, network):
    boss = world.coordinator(network)
    job = Job.objects.create(
        owner=boss, title=world.canary("job.title", Level.COORDINATION, network, owner=boss), function="x"
    )
    row = world.canary("upload", Level.PUBLIC, network, right="directory.view_importrun")
    content = f"Name;Ort\n{row};Troisdorf\n".encode()
    file = files.keep(content, purpose="import", by=boss, network_id=network.pk, name="liste.csv")
    list_file = files.keep(
        f"Name\n{world.canary('export file', Level.COORDINATION, network, owner=boss)}\n".encode(),
        purpose="export",
        by=boss,
        network_id=network.pk,
        name="export.csv",
    )
    change = ChangeSet.objects.create(user=boss)
    Job.objects.create(
        owner=boss,
        title=world.canary("bulk.title", Level.COORDINATION, network, owner=boss),
        function="coordination.directory.tasks.bulk",
        args={"done": str(change.uid), "changed": 3, "left": 0},
    )
    for thing in (job, file, change):
        world.keep(thing, network, Level.COORDINATION)
    world.keep(list_file, network, Level.COORDINATION, state="export")
