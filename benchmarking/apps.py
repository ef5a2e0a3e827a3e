from django.apps import AppConfig


class BenchmarkingConfig(AppConfig):
    """The world's figures: authorities, indicators, published positions."""

    name = "benchmarking"
    verbose_name = "Benchmarking"
