"""Sessions: seen and ended by their owner, over after a while, nothing typed lost."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from coordination.accounts import devices, sessions, typed
from coordination.accounts.models import UserSession
from coordination.lib.models import Job
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db
PASSWORD = "ein langer Satz mit Sinn"
TODAY = "/arbeit/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"


def is_in(client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


def another(user, agent="") -> Client:
    """A further browser of somebody."""
    client = Client(HTTP_USER_AGENT=agent)
    user.set_password(PASSWORD)
    user.save()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


# --- How long -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("person", "minutes"), [("ada", 30), ("mira", 120)])
def test_doing_nothing_ends_a_session_sooner_for_who_opens_protected_data(
    request, client, later, person, minutes
):
    client.force_login(request.getfixturevalue(person))
    later(seen=minutes * 60 - 30)
    assert is_in(client)
    later(seen=minutes * 60 + 1)

    answer = client.get(reverse("accounts:profile"))

    assert answer.url == "/konto/anmelden/?next=/arbeit/profil/&ende=leerlauf"
    assert not UserSession.objects.exists()
    assert "Sie wurden abgemeldet" in client.get(answer.url).content.decode()


def test_doing_something_keeps_it_but_not_beyond_the_day(client, later, mira):
    client.force_login(mira)
    later(began=12 * 3600 - 60)
    assert is_in(client)
    later(began=61)

    assert client.get(reverse("accounts:profile")).url.endswith("&ende=frist")


def test_without_the_guard_a_session_would_never_end_and_that_is_seen(client, later, ada, settings):
    """The counter-check."""
    guard = "coordination.accounts.sessions.SessionsMiddleware"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != guard]
    client.force_login(ada)
    later(began=99 * 3600, seen=99 * 3600)

    assert client.get(reverse("accounts:log")).status_code == 200


def test_a_public_page_stays_open_when_the_session_ends(client, later, ada):
    client.force_login(ada)
    later(seen=9999)

    assert client.get("/").status_code == 200


def test_being_there_is_noted_once_a_minute(client, mira, django_assert_num_queries):
    client.force_login(mira)
    row = UserSession.objects.get()
    client.get(reverse("accounts:session"))

    with django_assert_num_queries(3):  # session, account, roles: nothing written
        client.get(reverse("accounts:session"))

    assert UserSession.objects.get().seen_at == row.seen_at


def test_a_click_after_a_minute_is_noted(client, later, mira):
    client.force_login(mira)
    before = UserSession.objects.get().seen_at
    later(seen=61)

    is_in(client)

    assert UserSession.objects.get().seen_at > before


def test_what_a_page_asks_by_itself_is_no_sign_of_anybody(client, later, mira):
    job = Job.objects.create(owner=mira, title="Einfuhr")
    client.force_login(mira)
    later(seen=300)

    assert client.get(reverse("lib:job", args=[job.uid]), HTTP_HX_REQUEST="true").status_code == 200
    assert sessions.STAMPS in client.session
    assert client.get(reverse("accounts:session")).json()["left"] <= 6900

    client.get(reverse("lib:job", args=[job.uid]))

    assert client.get(reverse("accounts:session")).json()["left"] > 7100


def test_the_clock_of_the_page_prolongs_only_when_told_to(client, later, mira):
    client.force_login(mira)
    later(seen=7000)
    url = reverse("accounts:session")

    assert 190 <= client.get(url).json()["left"] <= 200
    assert 190 <= client.get(url).json()["left"] <= 200
    assert client.post(url).json()["left"] > 7000
    assert Client().get(url).json() == {"left": 0, "may_go_on": False}


def test_at_the_end_of_the_day_nothing_prolongs(client, later, mira):
    client.force_login(mira)
    later(began=12 * 3600 - 100)

    answer = client.post(reverse("accounts:session")).json()

    assert answer["left"] <= 100
    assert not answer["may_go_on"]


def test_each_page_of_the_workspace_carries_the_clock(client, ada):
    client.force_login(ada)

    page = client.get(reverse("accounts:profile")).content.decode()

    assert 'data-session="1' in page
    assert "js/session.js" in page


def test_a_part_of_a_page_opens_the_sign_in_as_a_whole_page(client, later, ada):
    client.force_login(ada)
    later(seen=9999)

    answer = client.get(
        reverse("accounts:people"),
        HTTP_HX_REQUEST="true",
        HTTP_HX_CURRENT_URL="http://testserver/arbeit/verwaltung/menschen/?q=a",
    )

    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/konto/anmelden/?next=/arbeit/verwaltung/menschen/&ende=leerlauf"


# --- What was typed -------------------------------------------------------------------------------------------------


def test_what_was_typed_is_there_again_after_signing_in(client, later, sign_in, known):
    client.force_login(known)
    later(seen=99_999)
    values = {"first_name": "Mira Maria", "last_name": "Muster", "language": "de"}

    ended = client.post(reverse("accounts:profile"), values)
    assert ended.url.endswith("&ende=leerlauf")
    opened = sign_in(known.email, next=reverse("accounts:profile"))
    assert opened.url == reverse("accounts:typed")
    page = client.get(opened.url).content.decode()
    assert 'value="Mira Maria"' in page
    known.refresh_from_db()
    assert known.first_name == "Mira", "nothing is saved yet"

    client.post(reverse("accounts:profile"), values)

    known.refresh_from_db()
    assert known.first_name == "Mira Maria"
    assert client.get(reverse("accounts:typed")).status_code == 302, "and then it is forgotten"


def test_even_when_the_page_had_asked_meanwhile_whether_it_is_over(client, later, sign_in, known):
    client.force_login(known)
    later(seen=99_999)
    assert client.get(reverse("accounts:session")).json()["left"] == 0

    ended = client.post(reverse("accounts:profile"), {"first_name": "Mira Maria"})

    assert ended.url.endswith("&ende=leerlauf")
    assert sign_in(known.email).url == reverse("accounts:typed")


def test_who_drops_it_is_not_asked_again(client, later, sign_in, known):
    client.force_login(known)
    later(seen=99_999)
    client.post(reverse("accounts:profile"), {"first_name": "Mira Maria"})
    sign_in(known.email)

    client.post(reverse("accounts:typed"))

    assert typed.KEY not in client.session


def test_somebody_else_at_the_same_screen_does_not_see_it(client, later, sign_in, known, lang):
    client.force_login(lang)
    later(seen=99_999)
    client.post(reverse("accounts:profile"), {"first_name": "Geheim"})

    opened = sign_in(known.email)

    assert opened.url == TODAY
    assert typed.KEY not in client.session


@pytest.mark.parametrize(
    "values",
    [{"password": "geheimer Satz"}, {"code": "123456"}, {"text": "   "}, {"text": "x" * 200_001}],
)
def test_secrets_and_floods_are_not_kept(client, later, mira, values):
    client.force_login(mira)
    later(seen=99_999)

    client.post(reverse("accounts:profile"), values)

    assert typed.KEY not in client.session


# --- The own list ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox · Windows"),
        (PHONE, "Safari · iPhone"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0",
            "Edge · Linux",
        ),
        ("curl/8.1", ""),
        ("<script>", ""),
    ],
)
def test_a_browser_is_told_in_words(agent, words):
    assert devices.device_of(agent) == words


@pytest.mark.parametrize(
    ("address", "kept"),
    [("203.0.113.77", "203.0.113.0"), ("2001:db8:1:2::3", "2001:db8:1::"), ("", ""), ("unfug", "")],
)
def test_of_an_address_only_its_network_is_kept(address, kept):
    assert devices.coarse(address) == kept


def test_the_own_list_names_browser_place_and_time(client, mira, lang):
    another(mira, FIREFOX)
    another(lang, PHONE)
    client.force_login(mira)

    page = client.get(reverse("accounts:sessions")).content.decode()

    assert "Firefox · Windows" in page
    assert "iPhone" not in page, "of others nothing"
    assert page.count("diese hier") == 1


def test_one_session_is_ended_from_the_other(client, mira):
    phone = another(mira, PHONE)
    client.force_login(mira)
    row = UserSession.objects.get(device__contains="iPhone")

    client.post(reverse("accounts:session-end", args=[row.uid]))

    assert not is_in(phone)
    assert is_in(client)


def test_all_others_are_ended_at_once(client, mira, lang):
    others, stranger = [Client() for _ in range(3)], another(lang)
    for one in (client, *others):
        one.force_login(mira)

    client.post(reverse("accounts:sessions-end"))

    assert not any(is_in(other) for other in others)
    assert is_in(client)
    assert is_in(stranger)


def test_a_foreign_session_is_not_there(client, mira, lang):
    stranger = another(lang)
    client.force_login(mira)
    row = UserSession.objects.get(user=lang)

    assert client.post(reverse("accounts:session-end", args=[row.uid])).status_code == 404
    assert is_in(stranger)


@pytest.mark.parametrize("others", [1, 3])
def test_the_list_asks_the_database_equally_often(client, mira, others, django_assert_num_queries):
    for one in (client, *(Client() for _ in range(others))):
        one.force_login(mira)

    with django_assert_num_queries(4):
        page = client.get(reverse("accounts:sessions")).content.decode()

    assert page.count("/arbeit/profil/sitzungen/") >= others


def test_signing_in_gives_a_new_session_id(client, sign_in, known):
    client.get(reverse("account_login"))
    session = client.session
    session["foisted"] = True
    session.save()
    client.cookies["sitzung"] = foisted = session.session_key

    sign_in(known.email)

    assert client.cookies["sitzung"].value != foisted
    assert not Session.objects.filter(session_key=foisted).exists()


def test_the_cookie_goes_with_the_browser_however_one_came(client, sign_in, known, later):
    sign_in(known.email)
    assert client.cookies["sitzung"]["max-age"] == ""
    later(seen=99_999)
    client.get(reverse("accounts:profile"))
    client.force_login(known)  # as passkeys and the authority's server do, after a session that ended

    assert client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() == 12 * 3600


def test_a_new_password_ends_the_other_sessions_and_keeps_the_own(client, sign_in, known):
    other = Client()
    other.force_login(known)
    sign_in(known.email)
    new = "ein ganz neuer langer Satz"

    client.post(
        reverse("account_change_password"),
        {"oldpassword": "ein langer Satz mit Sinn", "password1": new, "password2": new},
    )

    assert not is_in(other)
    assert is_in(client)
    row = UserSession.objects.get()
    assert str(row.uid) == client.session[sessions.STAMPS]["row"]
    assert row.session_key == client.session.session_key, "and it can still be ended from elsewhere"


def test_signing_out_leaves_no_row(client, mira):
    client.force_login(mira)

    client.post(reverse("account_logout"))

    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


def test_pages_of_the_workspace_are_kept_by_no_cache(client, network):
    client.force_login(MembershipFactory(network=network).user)

    for name in ("accounts:profile", "accounts:sessions", "mfa_index", "accounts:locks"):
        assert "no-store" in client.get(reverse(name))["Cache-Control"]
