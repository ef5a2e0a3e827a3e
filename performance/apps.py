from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    """Our own figures: people, measures, submissions, sign-off, assessments, packs."""

    name = "performance"
    verbose_name = "Performance"

    def ready(self):
        from performance import checks  # noqa: F401, PLC0415  (registering needs loaded apps)
