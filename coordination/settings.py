"""Settings. Everything that differs between machines comes from the environment; see .env.example for each variable."""

import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = BASE_DIR / ".state"

env = environ.Env()
env.read_env(BASE_DIR / ".env")

# --- What kind of installation is this? -----------------------------------------------------------------------------
SAMPLE_KEY = "sample-key-for-trying-out-never-for-production-0123456789abcdefghij"

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
TESTING = "pytest" in sys.modules
SECRET_KEY = env.str("SECRET_KEY", default=SAMPLE_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PRODUCTION = env.bool("PRODUCTION", default=False)

if PRODUCTION:
    if SECRET_KEY == SAMPLE_KEY or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured(
            "Set SECRET_KEY to a random text of at least 50 signs before going into production."
        )
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts; '*' is refused in production.")
    if DEMO or DEBUG:
        raise ImproperlyConfigured("DEMO and DEBUG never start as production.")

# --- Rooms, from the ground up --------------------------------------------------------------------------------------
ROOMS = [
    "coordination.lib",
    "coordination.places",
    "coordination.accounts",
    "coordination.directory",
    "coordination.pathways",
    "network",
    "meetings",
    "coordination.overview",
]

# What rooms hang on the roof by name: module → agreed signature (docs/adr/0001-staircase.md).
WORKLISTS = [
    "coordination.directory.worklist",
    "coordination.directory.worklist_proposals",
    "coordination.directory.worklist_rota",
    "coordination.accounts.worklist",
    "coordination.pathways.worklist",
    "coordination.pathways.worklist_handouts",
    "coordination.pathways.worklist_finder",
    "network.worklist.multipliers",
    "network.worklist.concerns",
    "network.worklist.graph",
    "meetings.worklist.events",
    "meetings.worklist.day",
    "meetings.worklist.groups",
    "coordination.overview.worklist",
]
PERSONAL = [
    "coordination.lib.personal.own",
    "coordination.accounts.personal",
    "coordination.directory.personal",
    "coordination.directory.personal_proposals",
    "coordination.pathways.personal",
    "coordination.pathways.personal_handouts",
    "coordination.pathways.personal_finder",
    "network.personal.multipliers",
    "network.personal.concerns",
    "network.personal.graph",
    "meetings.personal.events",
    "meetings.personal.day",
    "meetings.personal.groups",
    "coordination.overview.personal",
]
INVITED = ["coordination.directory.invited", "meetings.invited"]
# What rooms above keep of a place that becomes protected: module → ``forget(place, networks)``, in its transaction.
PROTECTED = ["coordination.pathways.protected"]
# What opens a door without signing in and ends with the account: module → ``end(user)``.
CREDENTIALS = ["meetings.credentials"]
SEARCHES = [
    "coordination.directory.search",
    "coordination.pathways.search",
    "network.search",
    "meetings.search_groups",
    "meetings.search_events",
]
# What the graph is drawn from: module → ``edges(networks, day) -> Iterator[Edge]`` (network/edges.py).
EDGES = [
    "network.ties.relations",
    "network.ties.providers",
    "network.ties.agreements",
    "network.ties.multipliers",
    "meetings.edges_groups",
    "meetings.edges_events",
]
# Which concerns lie with whose group (network/groups_above.py): ``items_of(user)``, ``chairs_of(item)``.
CONCERN_GROUPS = ["meetings.concern_groups"]
# What belongs in a calendar: module → ``dates(user) -> Iterator[lib.ical.Date]``.
DATES = ["meetings.dates_groups", "meetings.dates_events"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "guardian",
    "simple_history",
    "import_export",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rest_framework",
    "drf_spectacular",
    *ROOMS,
]

MIDDLEWARE = [
    "coordination.lib.middleware.HeadersMiddleware",
    "coordination.lib.middleware.NumberMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "coordination.accounts.sessions.SessionsMiddleware",
    "coordination.accounts.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "coordination.lib.limits.LimitsMiddleware",
    "coordination.accounts.second_factor.SecondFactorMiddleware",
    "coordination.lib.changes.ChangesMiddleware",
    "coordination.lib.middleware.NoStoreMiddleware",
    "coordination.lib.middleware.FormAddressMiddleware",
    "coordination.lib.middleware.BusyMiddleware",
    "axes.middleware.AxesMiddleware",
]

if TESTING:  # the test server hands out static files by itself, and none are collected
    MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")

ROOT_URLCONF = "coordination.urls"
WSGI_APPLICATION = "coordination.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coordination.accounts.context.house",
            ],
        },
    },
]
FORM_RENDERER = "coordination.lib.forms.KernRenderer"

# --- Database -------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        # Tests may lose their data with the power; nobody else may.
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={'OFF' if TESTING else 'FULL'};"
        " PRAGMA cache_size=-32000;",
    }
    # A file, not memory: the browser tests read it from a second thread.
    _database["TEST"] = {"NAME": STATE_DIR / f"test_{env.str('TEST_DB', default='schutznetz')}.sqlite3"}
else:
    _database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True
    # Its own defaults are those of spinning disks and long reports: they pass the indexes over that make lists quick,
    # and start workers for what one process has done sooner.
    _quick = "-c random_page_cost=1.1 -c jit=off -c max_parallel_workers_per_gather=0"
    _database.setdefault("OPTIONS", {}).setdefault("options", env.str("POSTGRES_OPTIONS", default=_quick))
    _database["TEST"] = {"NAME": f"test_{env.str('TEST_DB', default='schutznetz')}"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
if TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- People ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview:today"
ACCOUNT_ADAPTER = "coordination.accounts.adapter.HouseAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts come by invitation, whose link proves the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # who changes an access is not alone in knowing it
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "coordination.accounts.reset_tokens.ResetTokens"  # noqa: S105 -- a class
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser: offices share machines
ACCOUNT_FORMS = {
    "login": "coordination.accounts.entrance.LoginForm",
    "reset_password": "coordination.accounts.entrance.ResetPasswordForm",
    "reset_password_from_key": "coordination.accounts.entrance.ResetPasswordKeyForm",
    "change_password": "coordination.accounts.entrance.ChangePasswordForm",
    "reauthenticate": "coordination.accounts.entrance.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "coordination.accounts.entrance.AuthenticateForm",
    "authenticate_webauthn": "coordination.accounts.passkeys.AuthenticateKeyForm",
    "login_webauthn": "coordination.accounts.passkeys.LoginKeyForm",
    "reauthenticate_webauthn": "coordination.accounts.passkeys.ReauthenticateKeyForm",
    "add_webauthn": "coordination.accounts.passkeys.AddKeyForm",
    "edit_webauthn": "coordination.accounts.passkeys.EditKeyForm",
    "reauthenticate": "coordination.accounts.entrance.FactorReauthenticateForm",
    "activate_totp": "coordination.accounts.entrance.ActivateTOTPForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the link of the invitation has proved the address
MFA_TOTP_TOLERANCE = 1  # clocks of telephones go wrong, and people type slowly
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Schutznetz"
MFA_ADAPTER = "coordination.accounts.adapter.HouseFactors"  # encrypts what is kept
MFA_PASSKEY_LOGIN_ENABLED = True

# Wrong passwords lock one account from one address, never the account alone: else anybody could lock anybody out.
AXES_ENABLED = not TESTING  # tests of it switch it on
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURES", default=8)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("LOGIN_LOCK_MINUTES", default=30))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = (
    False  # who goes on trying prolongs nothing and fills no table
)
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "coordination.accounts.lockout.name_of"
AXES_CLIENT_IP_CALLABLE = "coordination.accounts.lockout.address_of"
AXES_LOCKOUT_CALLABLE = "coordination.accounts.lockout.locked_page"

# Sign-in through the authority's own server (OpenID Connect: Keycloak, openDesk); off without OIDC_SERVER.
OIDC_SERVER = env.str("OIDC_SERVER", default="").rstrip("/")
OIDC_SECOND_FACTOR = env.list("OIDC_SECOND_FACTOR", default=[])
SOCIALACCOUNT_ADAPTER = "coordination.accounts.oidc.HouseSocialAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("OIDC_NAME", default="Verwaltungskonto"),
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_SERVER},
            }
        ],
    }
}
if PRODUCTION and OIDC_SERVER.startswith("http:"):
    raise ImproperlyConfigured("OIDC_SERVER must begin with https:// in production.")

GUARDIAN_AUTO_PREFETCH = False
ANONYMOUS_USER_NAME = None  # anonymous people are nobody here: they see what is public

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no text in a cookie
SESSION_COOKIE_NAME = "sitzung"
SESSION_HOURS = env.int("SESSION_HOURS", default=12)  # then one signs in again, however busy
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=30)  # of roles that need a second factor
SESSION_IDLE_MINUTES_OTHERS = env.int("SESSION_IDLE_MINUTES_OTHERS", default=120)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
IDLE_ACCOUNT_MONTHS = env.int("IDLE_ACCOUNT_MONTHS", default=24)
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^gesund/"]  # who looks after the machine asks it directly, without TLS
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # the design system's icons are data: masks
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        # A form that begins the sign-in elsewhere is followed there by the browser.
        "form-action": [
            "'self'",
            *(["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER))] if OIDC_SERVER else []),
        ],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

# --- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "coordination" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
FORMAT_MODULE_PATH = ["coordination.formats"]

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "coordination" / "static",
    # Only what the pages use of the design system; `script/setup` brings it by npm.
    *(
        [("kern", _kern)]
        if (_kern := BASE_DIR / "node_modules" / "@kern-ux" / "native" / "dist").is_dir()
        else []
    ),
]
STATICFILES_FINDERS = [
    "coordination.lib.assets.NeededFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Mail: written to the outbox in the business transaction, sent by a task -----------------------------------------
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
globals().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Schutznetz <netzwerk@example.org>")
SITE_ADDRESS = env.str("SITE_ADDRESS", default="http://localhost:8000")
# Browsers allow passkeys without TLS on localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION and SITE_ADDRESS.startswith("http://localhost")

# --- Background work ------------------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
TASKS_AT_ONCE = env.bool("TASKS_AT_ONCE", default=False)
if TESTING or TASKS_AT_ONCE:
    TASKS = {
        "default": {
            "BACKEND": "django_tasks.backends.immediate.ImmediateBackend",
            "QUEUES": ["default", "mail"],
        }
    }

# --- Sheets ---------------------------------------------------------------------------------------------------------
SHEET_MAX_BYTES = env.int("SHEET_MAX_BYTES", default=5 * 1024 * 1024)
SHEET_MAX_ROWS = env.int("SHEET_MAX_ROWS", default=20_000)

# --- History --------------------------------------------------------------------------------------------------------
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = False
SIMPLE_HISTORY_REVERT_DISABLED = True

# --- Logs -----------------------------------------------------------------------------------------------------------
LOG_FORMAT = env.str("LOG_FORMAT", default="json" if PRODUCTION else "line")
LOGGING: dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "coordination.lib.logs.LineFormatter"},
        "json": {"()": "coordination.lib.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Everything through the formatters above, which leave out what people typed.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "axes": {"level": "WARNING"},  # every sign-in is no news
    },
}
if TESTING:
    LOGGING["loggers"]["schutznetz.request"] = {"level": "WARNING"}
DEFAULT_EXCEPTION_REPORTER = "coordination.lib.faults.SilentReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "coordination.lib.faults.SilentFilter"

# --- Limits: page → requests of one asker (account or address), counted by all web workers together -----------------
LIMITS_OFF = TESTING  # a test may ask a page a thousand times
LIMITS = {
    "account_login": "POST 60/5m",
    "account_reset_password": "POST 20/15m",
    "account_reset_password_from_key": "20/15m",
    "accounts:invitation": "30/15m",
    "accounts:address": "30/15m",
    "accounts:address-ask": "POST 10/h",
    "mfa_login_webauthn": "POST 60/5m",
    "oidc_login": "POST 60/5m",
    "oidc_callback": "60/5m",
    "oidc_ended": "POST 600/5m",  # the server speaks for all who go home at five
    "mfa_authenticate": "POST 60/5m",
    "places:postcode-options": "120/m",
    "lib:ready": "60/m",
    "overview:help-lines": "20/m",
    "ways:handout": "60/m",
    "ways:handout drawing": "30/h",
    "ways:currency": "120/m",
    "ways:currency-data": "120/m",
    "ways:notice-ask": "120/15m",  # sending counts for itself, see its address
    "ways:notice-asked": "120/15m",
    "ways:notice": "30/15m",
    "api": "600/m",  # one token, or one person in all browsers: reading
    "api writing": "120/m",
    "api wrong token": "30/15m",
    # Pages behind links of mails: a town hall answers from one address, and each opens what it got a few times.
    "net:relay": "300/15m",
    "net:relay-sheet": "120/15m",
    "net:term": "120/15m",
    "net:weekly-stop": "120/15m",
    "dates:task-tap": "300/15m",
    "dates:feedback": "300/15m",
    "dates:feed": "600/15m",  # calendar programs of a whole house ask by themselves
    "public:wrong": "POST 10/15m",
    "dates:register": "POST 60/15m",  # a school registers its staff from one address
    "dates:mine": "120/15m",
    "dates:mine-change": "120/15m",
    "dates:mine-substitute": "120/15m",
    "dates:certificate-mine": "120/15m",
    "dates:certificate-pdf": "60/15m",
    "dates:certificate-file": "120/15m",
    "site:barrier": "POST 10/15m",
}

# --- Machines that look after this one ------------------------------------------------------------------------------
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# --- Interface: /api/v1/ ----------------------------------------------------------------------------------------------
API_BULK_ROWS = env.int("API_BULK_ROWS", default=1000)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "coordination.accounts.api.authentication.TokenAuthentication",
        "coordination.accounts.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["coordination.accounts.api.permissions.MayHere"],
    "DEFAULT_THROTTLE_CLASSES": ["coordination.lib.api.throttles.PerAsker"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["coordination.lib.api.parsing.JSONBody"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "coordination.lib.api.negotiation.AlwaysJSON",
    "DEFAULT_PAGINATION_CLASS": "coordination.lib.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_SCHEMA_CLASS": "coordination.lib.api.schema.HouseSchema",
    "EXCEPTION_HANDLER": "coordination.lib.api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Schutznetz",
    "DESCRIPTION": "The directory of a child-protection network, for programs. No data of children or families.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "AUTHENTICATION_WHITELIST": ["coordination.accounts.api.authentication.TokenAuthentication"],
    "POSTPROCESSING_HOOKS": [],  # choices stand where they are used: names made up for them would change
}
