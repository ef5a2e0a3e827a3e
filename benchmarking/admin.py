"""Authorities, national indicators and published positions, to look up and to complete."""

from django.contrib import admin
from django.db import models

from benchmarking.models import Authority, Indicator, IndicatorCode, PublishedPosition, Source


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ("title", "publisher", "published_on", "may_republish")
    search_fields = ("title", "publisher")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Authority)
class AuthorityAdmin(admin.ModelAdmin):
    list_display = ("name", "code", "kind", "region", "starts_on", "ends_on")
    list_filter = ("kind", "region")
    search_fields = ("name", "short_name", "code", "gss_code")


class IndicatorCodeInline(admin.TabularInline):
    model = IndicatorCode
    extra = 0


@admin.register(Indicator)
class IndicatorAdmin(admin.ModelAdmin):
    list_display = ("title", "slug", "polarity")
    search_fields = ("title", "slug", "codes__code")
    inlines = (IndicatorCodeInline,)


@admin.register(PublishedPosition)
class PublishedPositionAdmin(admin.ModelAdmin):
    list_display = ("indicator", "authority", "year", "group", "quartile", "source")
    list_filter = ("year", "quartile")
    search_fields = ("indicator__title",)
