"""Settings. Everything that differs between installations comes from the environment or `.env`."""

from datetime import date
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- What kind of installation this is ---------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Run `make setup` for a development copy, "
        "or set SECRET_KEY to a long random text in the environment."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Folder for what the installation makes while it runs: SQLite file, broker, scheduler's memory.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# --- The council -------------------------------------------------------------------------------
COUNCIL_AUTHORITY = env.str("COUNCIL_AUTHORITY", default="LEC")
COUNCIL_NAME = env.str("COUNCIL_NAME", default="Leicestershire County Council")
COUNCIL_COLOUR = env.str("COUNCIL_COLOUR", default="#12436d")
# The product's date; only a demonstration sets it (refused by a system check without DEBUG).
PRODUCT_DATE = date.fromisoformat(env.str("PRODUCT_DATE")) if env.str("PRODUCT_DATE", default="") else None

# --- Applications ------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "performance",
    "benchmarking",
    "django.contrib.admin",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "performance.largest_request.LargestRequestMiddleware",
    "performance.lost_session.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "performance.context.product",
            ],
        },
    },
]
FORM_RENDERER = "performance.forms.fields.Renderer"

# --- Database ----------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'scrutineer.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A file, not memory: the tests' worker is another process and has to see it.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "performance.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
SESSION_COOKIE_AGE = 60 * 60 * 12
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_USERNAME_CALLABLE = "performance.forms.sign_in.typed_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# --- Language and time -------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

# --- Static files ------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Security ----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "performance.views.signed_out.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_HTTPS = env.bool("BEHIND_HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SESSION_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_HTTPS
SECURE_HSTS_PRELOAD = BEHIND_HTTPS
if env.bool("TRUST_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- Mail --------------------------------------------------------------------------------------
# A development copy prints its mails; a demonstration (PRODUCT_DATE) keeps them and sends none.
vars().update(env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25"))
EMAIL_TIMEOUT = 20  # seconds, for each step of talking to the server
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Scrutineer <scrutineer@localhost>")
# Where people reach the site: links in mails begin with it.
SITE_ADDRESS = env.str(
    "SITE_ADDRESS", default="http://127.0.0.1:8000" if DEBUG else f"https://{(ALLOWED_HOSTS or [''])[0]}"
).rstrip("/")
# Working days before a figure is due that its owner is reminded, and after, that managers are told.
REMIND_WORKING_DAYS = env.int("REMIND_WORKING_DAYS", default=3)
ESCALATE_WORKING_DAYS = env.int("ESCALATE_WORKING_DAYS", default=5)

# --- Queue -------------------------------------------------------------------------------------
# The broker is a hint and the database the truth (docs/architecture.md): it may be wiped at any time.
REDIS_URL = env.str("REDIS_URL", default="")
BROKER_SOCKET = VAR_DIR / "broker" / "valkey.sock"
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{BROKER_SOCKET}"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
LONGEST_TASK_SECONDS = 300
# How many processes set the pages of one pack.
PACK_PROCESSES = env.int("PACK_PROCESSES", default=2)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3 * LONGEST_TASK_SECONDS,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    # A broker that hangs holds up nobody for longer; workers ask it for a second at a time.
    "socket_timeout": 5,
    # Publishing must never hold up a person's request: the sweep will find the work.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = LONGEST_TASK_SECONDS
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ROUTES = {"performance.tasks.build_pack": {"queue": "packs"}}
CELERY_TASK_DEFAULT_QUEUE = "figures"
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=60.0)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "scheduler")
# Each runs a job of `performance/jobs.py` by its name.
CELERY_BEAT_SCHEDULE = {
    name: {"task": "performance.tasks.run_job", "args": [name], "schedule": schedule}
    for name, schedule in {
        "sweep": SWEEP_SECONDS,
        "compare-everything": crontab(hour=3, minute=20),
        "forget-pages": crontab(hour=3, minute=50),
        # On bank holidays, which no schedule of the clock knows, these two find that out and tell nobody.
        "daily-mails": crontab(hour=7, minute=30, day_of_week="mon-fri"),
        "returned-mails": crontab(hour="8-18", minute=0, day_of_week="mon-fri"),
        "send-mails": SWEEP_SECONDS,
    }.items()
}

# --- Lists -------------------------------------------------------------------------------------
DJANGO_TABLES2_TEMPLATE = "tables/table.html"

# --- Logging: one line an event, to standard error ----------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": [], "propagate": True}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
