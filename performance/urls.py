"""Addresses. Sign-in is the default for every one of them."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from performance.forms.sign_in import SignInForm
from performance.views import (
    actions,
    approval,
    autosave,
    dashboard,
    figures,
    history,
    home,
    measures,
    overrides,
    packs,
    preview,
    returns,
    what_if,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("council.css", home.council_css, name="council-css"),
    path(
        "sign-in/",
        login_not_required(
            auth.LoginView.as_view(
                template_name="registration/sign_in.html",
                authentication_form=SignInForm,
                redirect_authenticated_user=True,
            )
        ),
        name="sign-in",
    ),
    path("sign-out/", auth.LogoutView.as_view(), name="sign-out"),
    path("my-measures/", figures.my_measures, name="my-measures"),
    path("figures/<slug:slug>/<int:period_id>/", figures.entry, name="figure"),
    path("figures/<slug:slug>/<int:period_id>/withdraw/", figures.withdraw, name="figure-withdraw"),
    path("figures/<slug:slug>/<int:period_id>/reopen/", figures.reopen, name="figure-reopen"),
    path("figures/<slug:slug>/<int:period_id>/abandon/", figures.abandon, name="figure-abandon"),
    path("figures/<slug:slug>/<int:period_id>/autosave/", autosave.autosave, name="figure-autosave"),
    path("figures/<slug:slug>/<int:period_id>/preview/", preview.preview, name="figure-preview"),
    path("approval/", approval.queue, name="approval-queue"),
    path("approval/approve/", approval.approve_many, name="approve-many"),
    path("approval/return/", approval.return_many, name="return-many"),
    path("approval/<int:pk>/", approval.approval, name="approval"),
    path("approval/<int:pk>/approve/", approval.approve, name="approve"),
    path("approval/<int:pk>/return/", approval.send_back, name="return"),
    path("actions/", actions.index, name="action-list"),
    path("actions/<int:pk>/", actions.show, name="action"),
    path("actions/<int:pk>/change/", actions.change, name="action-change"),
    path("actions/<int:pk>/end/", actions.end, name="action-end"),
    path("actions/indicator/<int:pk>/new/", actions.create_for_indicator, name="action-new-indicator"),
    path("measures/<slug:slug>/actions/new/", actions.create, name="action-new"),
    path("returns/", returns.index, name="return-list"),
    path("returns/download/", returns.download, name="return-download"),
    path("returns/upload/", returns.upload, name="return-upload"),
    path("returns/<int:pk>/", returns.show, name="return-file"),
    path("returns/<int:pk>/load/", returns.load, name="return-load"),
    path("returns/<int:pk>/discard/", returns.throw_away, name="return-discard"),
    path("returns/<int:pk>/refused.csv", returns.refused, name="return-refused"),
    path("figures/<slug:slug>/<int:period_id>/history/", history.figure, name="figure-history"),
    path("dashboard/", dashboard.show, name="dashboard"),
    path("dashboard/<slug:slug>/", dashboard.show, name="dashboard-of"),
    path("measures/<slug:slug>/", measures.show, name="measure"),
    path("as-at/", history.as_at_page, name="as-at"),
    path("overrides/", overrides.index, name="override-list"),
    path("overrides/figure/<int:submission_id>/", overrides.propose, name="override-propose"),
    path(
        "overrides/heading/<int:section_id>/<int:period_id>/",
        overrides.propose_for_heading,
        name="override-propose-heading",
    ),
    path("overrides/<int:pk>/", overrides.show, name="override"),
    path("overrides/<int:pk>/decide/", overrides.decide, name="override-decide"),
    path("overrides/<int:pk>/end/", overrides.end, name="override-end"),
    path("packs/", packs.index, name="pack-list"),
    path("packs/new/", packs.create, name="pack-new"),
    path("packs/<int:pk>/", packs.show, name="pack"),
    path("packs/<int:pk>/progress/", packs.progress, name="pack-progress"),
    path("packs/<int:pk>/<str:kind>.pdf", packs.pdf, name="pack-pdf"),
    path("packs/<int:pk>/<slug:verb>/", packs.act, name="pack-act"),
    path("what-if/", what_if.show, name="what-if"),
]
