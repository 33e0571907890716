"""Fill in forms as a browser would. No test itself."""

from django.urls import reverse


def filled(response) -> dict[str, object]:
    """What a browser would send back without a change."""
    data: dict[str, object] = {}
    for form in [response.context["form"], *response.context.get("more_forms", [])]:
        for field in form:
            value = field.value()
            if hasattr(value, "strftime"):
                value = value.strftime("%d.%m.%Y")
            if value not in (None, False):
                data[field.html_name] = (
                    value if not hasattr(value, "pk") else field.field.prepare_value(value)
                )
    return data


def edit(client, user, url, **changed):
    client.force_login(user)
    data = filled(client.get(url)) | changed
    return client.post(url, {name: value for name, value in data.items() if value is not None})


def url_of(name, *objects):
    return reverse(f"directory:{name}", args=[one.uid for one in objects])


def plain(response) -> str:
    return response.content.decode()
