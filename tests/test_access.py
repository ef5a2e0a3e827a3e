"""Who may open and do what: one table of role, address and status code, and what may leak to nobody.

What a person may not see is 404; what they may see but not do is 403. Somebody who is not signed in, or may
not sign in any more, is sent to the sign-in page.
"""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from performance import access, proposals, workflow
from performance.models import (
    Clearance,
    Copy,
    MeasureRole,
    Pack,
    Period,
    Person,
    RagRule,
    Role,
    Scorecard,
    Section,
    Stage,
    Submission,
)
from performance.packs import kept_plans, plans
from tests import restated, scene, world
from tests.interface import scene as interface_scene
from tests.returns import files

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

# Olive owns the adult social care measures, Dee deputises for her, Dan loads figures for everybody and Oscar
# owns the libraries' measures. Mary manages adult social care, Marcus libraries, Stella another directorate.
# Petra is a performance officer, Clive a clerk, Dora the director who clears, Ada an administrator. Nick has
# no role and Ivor, who had every role, has left.
PEOPLE = (
    "anonymous olive oscar dee dan mary marcus stella petra clive dora ada nick ivor".split()  # noqa: SIM905
)
#                                     who  olive osc dee dan mary mar ste pet cli dora ada nick ivor
TABLE = """
GET  home                             302  302 302 302 302  302 302 302  302 302 302  302  200  302
POST home                             302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  council-css                      200  200 200 200 200  200 200 200  200 200 200  200  200  200
POST council-css                      405  405 405 405 405  405 405 405  405 405 405  405  405  405
GET  sign-in                          200  302 302 302 302  302 302 302  302 302 302  302  302  200
POST sign-in wrong password           200  302 302 302 302  302 302 302  302 302 302  302  302  200
GET  sign-out                         302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST sign-out                         302  302 302 302 302  302 302 302  302 302 302  302  302  302
GET  my-measures                      302  200 200 200 200  404 404 404  404 404 404  404  404  302
POST my-measures                      302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  figure draft                     302  200 404 200 200  200 404 404  200 404 200  404  404  302
GET  figure submitted                 302  200 404 200 200  200 404 404  200 404 200  404  404  302
GET  figure of nobody yet             302  404 200 404 200  404 200 404  200 404 200  404  404  302
GET  figure of another directorate    302  404 404 404 404  404 404 200  200 404 404  404  404  302
POST figure draft                     302  302 404 302 302  403 404 404  403 404 403  404  404  302
POST figure draft and submit          302  302 404 302 403  403 404 404  403 404 403  404  404  302
POST figure in force                  302  422 404 422 422  403 404 404  403 404 403  404  404  302
GET  figure-withdraw                  302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST figure-withdraw submitted        302  302 404 403 403  403 404 404  403 404 403  404  404  302
POST figure-withdraw of nobody yet    302  404 404 404 404  404 404 404  404 404 404  404  404  302
GET  figure-reopen                    302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST figure-reopen in force           302  302 404 302 403  302 404 404  302 404 302  404  404  302
GET  figure-abandon                   302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST figure-abandon revised           302  302 404 302 403  302 404 404  302 404 302  404  404  302
GET  figure-autosave                  302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST figure-autosave draft            302  200 404 200 200  403 404 404  403 404 403  404  404  302
GET  figure-preview                   302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST figure-preview draft             302  200 404 200 200  200 404 404  200 404 200  404  404  302
GET  grid                             302  200 200 200 200  404 404 404  404 404 404  404  404  302
POST grid                             302  302 302 302 302  404 404 404  404 404 404  404  404  302
GET  grid-preview                     302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST grid-preview                     302  200 200 200 200  404 404 404  404 404 404  404  404  302
GET  grid-autosave                    302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST grid-autosave                    302  200 200 200 200  404 404 404  404 404 404  404  404  302
GET  approval-queue                   302  404 404 404 404  200 200 200  404 404 200  404  404  302
POST approval-queue                   302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  approve-many                     302  404 404 404 404  302 302 302  404 404 302  404  404  302
POST approve-many submitted           302  404 404 404 404  302 422 422  404 404 302  404  404  302
GET  return-many                      302  404 404 404 404  302 302 302  404 404 302  404  404  302
POST return-many submitted            302  404 404 404 404  302 422 422  404 404 302  404  404  302
GET  approval submitted               302  404 404 404 404  200 404 404  404 404 200  404  404  302
POST approval submitted               302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  approve submitted                302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST approve submitted                302  404 404 404 404  302 404 404  404 404 302  404  404  302
GET  return submitted                 302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST return submitted                 302  404 404 404 404  302 404 404  404 404 302  404  404  302
GET  cover                            302  404 404 404 404  200 200 200  200 404 200  200  404  302
POST cover                            302  404 404 404 404  422 422 422  422 404 422  422  404  302
GET  cover-end marys                  302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST cover-end marys                  302  404 404 404 404  302 404 404  302 404 403  302  404  302
GET  figure-history draft             302  200 200 200 200  200 200 404  200 200 200  200  404  302
GET  figure-history of another directorate 302  404 404 404 404  404 404 200  200 200 404  200  404  302
POST figure-history draft             302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  return-list                      302  200 200 200 200  404 404 404  200 404 404  404  404  302
POST return-list                      302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  return-download november         302  200 200 200 200  404 404 404  404 404 404  404  404  302
GET  return-download of no period     302  422 422 422 422  404 404 404  404 404 404  404  404  302
POST return-download                  302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  return-upload                    302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST return-upload without a file     302  422 422 422 422  404 404 404  404 404 404  404  404  302
GET  return-file of olive             302  200 404 404 404  404 404 404  200 404 404  404  404  302
POST return-file of olive             302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  return-load of olive             302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST return-load of olive             302  302 404 404 404  404 404 404  403 404 404  404  404  302
GET  return-discard of olive          302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST return-discard of olive          302  302 404 404 404  404 404 404  403 404 404  404  404  302
GET  return-refused of olive          302  200 404 404 404  404 404 404  200 404 404  404  404  302
POST return-refused of olive          302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  dashboard                        302  200 200 200 200  200 200 200  200 200 200  200  404  302
POST dashboard                        302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  dashboard-of                     302  200 200 200 200  200 200 200  200 200 200  200  404  302
POST dashboard-of                     302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  measure draft                    302  200 200 200 200  200 200 404  200 200 200  200  404  302
GET  measure of another directorate   302  404 404 404 404  404 404 200  200 200 404  200  404  302
POST measure draft                    302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  benchmarks                       302  200 200 200 200  200 200 200  200 200 200  200  404  302
POST benchmarks                       302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  council-picker                   302  200 200 200 200  200 200 200  200 200 200  200  404  302
POST council-picker                   302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  profile                          302  200 200 200 200  200 200 200  200 200 200  200  404  302
POST profile                          302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  quartile-summary                 302  200 200 200 200  200 200 200  200 200 200  200  404  302
POST quartile-summary                 302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  indicator                        302  200 200 200 200  200 200 200  200 200 200  200  404  302
POST indicator                        302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  distribution                     302  200 200 200 200  200 200 200  200 200 200  200  404  302
POST distribution                     302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  own-benchmarks                   302  200 200 200 200  200 200 200  200 200 200  200  404  302
POST own-benchmarks                   302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  own-benchmark-explain draft      302  200 403 200 200  403 403 404  200 403 403  403  404  302
POST own-benchmark-explain draft      302  302 403 302 302  403 403 404  302 403 403  403  404  302
GET  compare                          302  200 200 200 200  200 200 200  200 200 200  200  404  302
POST compare                          302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  cost-outcome                     302  200 200 200 200  200 200 200  200 200 200  200  404  302
POST cost-outcome                     302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  chase                            302  404 404 404 404  200 200 200  200 404 200  404  404  302
POST chase                            302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  chase-remind                     302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST chase-remind of an owner         302  404 404 404 404  302 302 302  302 404 302  404  404  302
GET  ageing                           302  404 404 404 404  200 200 200  200 404 200  404  404  302
POST ageing                           302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  timeliness                       302  404 404 404 404  200 200 200  200 404 200  404  404  302
POST timeliness                       302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  action-list                      302  200 200 200 200  200 200 200  200 404 200  404  404  302
POST action-list                      302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  action of a draft                302  200 404 200 200  200 404 404  200 404 200  404  404  302
POST action of a draft                302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  action-change of a draft         302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST action-change of a draft         302  302 404 302 302  302 404 404  302 404 302  404  404  302
GET  action-end of a draft            302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST action-end of a draft            302  302 404 302 302  302 404 404  302 404 302  404  404  302
GET  action-new of a draft            302  200 403 200 200  200 403 404  200 403 200  403  404  302
POST action-new of a draft            302  302 403 302 302  302 403 404  302 403 302  403  404  302
GET  action-new-indicator of a draft  302  403 404 403 403  200 404 404  200 404 200  404  404  302
POST action-new-indicator of a draft  302  403 404 403 403  302 404 404  302 404 302  404  404  302
GET  token-list                       302  404 404 404 404  200 200 200  200 404 200  200  404  302
POST token-list                       302  404 404 404 404  422 422 422  422 404 422  422  404  302
GET  token-revoke of petra            302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST token-revoke of petra            302  404 404 404 404  404 404 404  302 404 404  302  404  302
GET  interface                        401  401 401 401 401  401 401 401  401 401 401  401  401  401
POST interface                        405  405 405 405 405  405 405 405  405 405 405  405  405  405
GET  interface-listing measures       401  401 401 401 401  401 401 401  401 401 401  401  401  401
POST interface-listing measures       405  405 405 405 405  405 405 405  405 405 405  405  405  405
GET  as-at                            302  200 200 200 200  200 200 200  200 200 200  200  404  302
POST as-at                            302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  restate                          302  200 403 200 403  403 403 404  200 403 403  403  404  302
POST restate preview                  302  200 403 200 403  403 403 404  200 403 403  403  404  302
GET  restatement-list                 302  200 200 200 200  200 200 200  200 404 200  404  404  302
POST restatement-list                 302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  restatement-new                  302  200 200 200 404  404 404 404  200 404 404  404  404  302
POST restatement-new                  302  422 422 422 404  404 404 404  422 404 404  404  404  302
GET  restatement waiting              302  200 404 200 200  200 404 404  200 404 200  404  404  302
POST restatement waiting              302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  restatement-approve waiting      302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST restatement-approve waiting      302  403 404 403 403  302 404 404  403 404 302  404  404  302
GET  restatement-return waiting       302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST restatement-return waiting       302  403 404 403 403  302 404 404  403 404 302  404  404  302
GET  restatement-abandon waiting      302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST restatement-abandon waiting      302  302 404 403 403  403 404 404  403 404 403  404  404  302
POST restatement-abandon returned     302  302 404 302 403  403 404 404  302 404 403  404  404  302
GET  restatement-edit returned        302  200 404 200 403  403 404 404  200 404 403  404  404  302
POST restatement-edit returned        302  422 404 422 403  403 404 404  422 404 403  404  404  302
GET  override-list                    302  404 404 404 404  200 200 200  200 404 200  404  404  302
POST override-list                    302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  override-propose in force        302  403 403 403 403  200 403 404  200 403 200  403  404  302
POST override-propose in force        302  403 403 403 403  302 403 404  302 403 302  403  404  302
GET  override-propose of a draft      302  403 404 403 403  200 404 404  200 404 200  404  404  302
GET  override-propose-heading layer   302  403 403 403 403  200 403 404  200 403 200  403  404  302
POST override-propose-heading layer   302  403 403 403 403  302 403 404  302 403 302  403  404  302
GET  override proposed                302  404 404 404 404  200 404 404  200 404 200  404  404  302
POST override proposed                302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  override-decide proposed         302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST override-decide proposed         302  404 404 404 404  403 404 404  302 404 403  404  404  302
GET  override-end standing            302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST override-end standing            302  404 404 404 404  403 404 404  302 404 403  404  404  302
GET  pack-list                        302  404 404 404 404  404 404 404  200 200 200  404  404  302
POST pack-list                        302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  pack-new                         302  404 404 404 404  404 404 404  200 404 404  404  404  302
POST pack-new                         302  404 404 404 404  404 404 404  302 404 404  404  404  302
GET  pack-dispatch                    302  404 404 404 404  404 404 404  200 404 404  404  404  302
POST pack-dispatch                    302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  pack-template-list               302  404 404 404 404  404 404 404  200 404 404  404  404  302
POST pack-template-list               302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  pack-template kept               302  404 404 404 404  404 404 404  200 404 404  404  404  302
POST pack-template kept               302  404 404 404 404  404 404 404  302 404 404  404  404  302
GET  pack-template-delete kept        302  404 404 404 404  404 404 404  200 404 404  404  404  302
POST pack-template-delete kept        302  404 404 404 404  404 404 404  302 404 404  404  404  302
GET  pack-plan draft                  302  404 404 404 404  404 404 404  200 404 404  404  404  302
GET  pack-plan issued                 302  404 404 404 404  404 404 404  200 404 404  404  404  302
POST pack-plan draft                  302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  pack-front draft                 302  404 404 404 404  404 404 404  200 404 404  404  404  302
POST pack-front draft                 302  404 404 404 404  404 404 404  302 404 404  404  404  302
POST pack-front issued                302  404 404 404 404  404 404 404  422 404 404  404  404  302
GET  pack-plan-usual draft            302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST pack-plan-usual draft            302  404 404 404 404  404 404 404  302 404 404  404  404  302
POST pack-plan-usual issued           302  404 404 404 404  404 404 404  422 404 404  404  404  302
GET  pack-plan-add draft              302  404 404 404 404  404 404 404  200 404 404  404  404  302
POST pack-plan-add draft              302  404 404 404 404  404 404 404  302 404 404  404  404  302
POST pack-plan-add issued             302  404 404 404 404  404 404 404  422 404 404  404  404  302
GET  pack-plan-move draft             302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST pack-plan-move draft             302  404 404 404 404  404 404 404  302 404 404  404  404  302
GET  pack-plan-apply draft            302  404 404 404 404  404 404 404  200 404 404  404  404  302
POST pack-plan-apply draft            302  404 404 404 404  404 404 404  302 404 404  404  404  302
GET  pack-plan-keep draft             302  404 404 404 404  404 404 404  200 404 404  404  404  302
POST pack-plan-keep draft             302  404 404 404 404  404 404 404  302 404 404  404  404  302
GET  pack-section draft               302  404 404 404 404  404 404 404  200 404 404  404  404  302
POST pack-section draft               302  404 404 404 404  404 404 404  302 404 404  404  404  302
GET  pack-section-autosave draft      302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST pack-section-autosave draft      302  404 404 404 404  404 404 404  200 404 404  404  404  302
GET  pack-section-preview draft       302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST pack-section-preview draft       302  404 404 404 404  404 404 404  200 404 404  404  404  302
GET  pack-section-remove draft        302  404 404 404 404  404 404 404  200 404 404  404  404  302
POST pack-section-remove draft        302  404 404 404 404  404 404 404  302 404 404  404  404  302
GET  pack draft                       302  404 404 404 404  404 404 404  200 404 200  404  404  302
GET  pack cleared                     302  404 404 404 404  404 404 404  200 200 200  404  404  302
GET  pack issued                      302  404 404 404 404  404 404 404  200 200 200  404  404  302
GET  pack superseded                  302  404 404 404 404  404 404 404  200 200 200  404  404  302
GET  pack withdrawn                   302  404 404 404 404  404 404 404  200 200 200  404  404  302
POST pack draft                       302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  pack-progress draft              302  404 404 404 404  404 404 404  200 404 200  404  404  302
GET  pack-progress issued             302  404 404 404 404  404 404 404  200 200 200  404  404  302
GET  pack-progress superseded         302  404 404 404 404  404 404 404  200 200 200  404  404  302
POST pack-progress draft              302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  pack-downloads draft             302  404 404 404 404  404 404 404  200 404 200  404  404  302
GET  pack-downloads issued            302  404 404 404 404  404 404 404  200 200 200  404  404  302
POST pack-downloads draft             302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  pack-file draft of draft         302  404 404 404 404  404 404 404  200 404 200  404  404  302
GET  pack-file draft of issued        302  404 404 404 404  404 404 404  200 404 200  404  404  302
GET  pack-file draft of withdrawn     302  404 404 404 404  404 404 404  404 404 404  404  404  302
GET  pack-file final of draft         302  404 404 404 404  404 404 404  404 404 404  404  404  302
GET  pack-file final of cleared       302  404 404 404 404  404 404 404  200 200 200  404  404  302
GET  pack-file final of issued        302  404 404 404 404  404 404 404  200 200 200  404  404  302
GET  pack-file final of superseded    302  404 404 404 404  404 404 404  200 200 200  404  404  302
GET  pack-file final of withdrawn     302  404 404 404 404  404 404 404  404 404 404  404  404  302
GET  pack-file exempt of issued       302  404 404 404 404  404 404 404  200 404 200  404  404  302
GET  pack-file other of issued        302  404 404 404 404  404 404 404  404 404 404  404  404  302
POST pack-file final of issued        302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  pack-zip of draft                302  404 404 404 404  404 404 404  200 404 200  404  404  302
GET  pack-zip of issued               302  404 404 404 404  404 404 404  200 200 200  404  404  302
GET  pack-zip of withdrawn            302  404 404 404 404  404 404 404  404 404 404  404  404  302
POST pack-zip of issued               302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  pack-pages of draft              302  404 404 404 404  404 404 404  200 404 200  404  404  302
GET  pack-pages of issued             302  404 404 404 404  404 404 404  200 200 200  404  404  302
GET  pack-pages of withdrawn          302  404 404 404 404  404 404 404  404 404 404  404  404  302
POST pack-pages of issued             302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  pack-page of draft               302  404 404 404 404  404 404 404  200 404 200  404  404  302
GET  pack-page of issued              302  404 404 404 404  404 404 404  200 200 200  404  404  302
GET  pack-page of withdrawn           302  404 404 404 404  404 404 404  404 404 404  404  404  302
POST pack-page of issued              302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  pack-picture of draft            302  404 404 404 404  404 404 404  200 404 200  404  404  302
GET  pack-picture of issued           302  404 404 404 404  404 404 404  200 200 200  404  404  302
GET  pack-picture of withdrawn        302  404 404 404 404  404 404 404  404 404 404  404  404  302
POST pack-picture of issued           302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  pack-act build                   302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST pack-act build                   302  404 404 404 404  404 404 404  302 404 403  404  404  302
POST pack-act cancel                  302  404 404 404 404  404 404 404  409 404 403  404  404  302
POST pack-act clear                   302  404 404 404 404  404 404 404  403 404 302  404  404  302
POST pack-act issue                   302  404 404 404 404  404 404 404  403 302 403  404  404  302
POST pack-act send-back               302  404 404 404 404  404 404 404  302 403 302  404  404  302
POST pack-act supplement              302  404 404 404 404  404 404 404  302 403 403  404  404  302
POST pack-act withdraw                302  404 404 404 404  404 404 404  403 302 403  404  404  302
POST pack-act no such verb            302  404 404 404 404  404 404 404  404 404 404  404  404  302
GET  what-if                          302  404 404 404 404  404 404 404  200 404 404  200  404  302
GET  what-if on a rule                302  404 404 404 404  404 404 404  200 404 404  200  404  302
POST what-if                          302  404 404 404 404  404 404 404  403 404 404  422  404  302
GET  year-list                        302  404 404 404 404  404 404 404  200 404 404  200  404  302
POST year-list                        302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  year over                        302  404 404 404 404  404 404 404  200 404 404  200  404  302
POST year over                        302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  year-close                       302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST year-close over                  302  404 404 404 404  404 404 404  302 404 404  302  404  302
POST year-close running               302  404 404 404 404  404 404 404  422 404 404  422  404  302
GET  year-reopen                      302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST year-reopen over                 302  404 404 404 404  404 404 404  302 404 404  302  404  302
GET  period-keep-open                 302  404 404 404 404  404 404 404  200 404 404  200  404  302
POST period-keep-open                 302  404 404 404 404  404 404 404  302 404 404  302  404  302
GET  target-asked                     302  200 200 200 404  200 200 200  200 404 200  404  404  302
POST target-asked the same            302  404 404 404 404  404 404 302  302 404 404  404  404  302
GET  target-propose                   302  404 404 404 404  404 404 200  200 404 404  404  404  302
POST target-propose                   302  404 404 404 404  404 404 302  302 404 404  404  404  302
GET  target-proposals                 302  200 200 200 404  200 200 200  200 404 200  200  404  302
POST target-proposals                 302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  target-proposal proposed         302  404 404 404 404  404 404 200  200 404 404  200  404  302
POST target-proposal proposed         302  405 405 405 405  405 405 405  405 405 405  405  405  302
GET  target-proposal-decide proposed  302  405 405 405 405  405 405 405  405 405 405  405  405  302
POST target-proposal-decide proposed  302  404 404 404 404  404 404 403  403 404 404  302  404  302
GET  admin:index                      302  302 302 302 302  302 302 302  302 302 302  200  302  302
POST admin:index                      302  302 302 302 302  302 302 302  302 302 302  200  302  302
"""


def rows():
    """(method, name of the address, what for) -> status code by person."""
    found = {}
    for line in TABLE.strip().splitlines():
        words = line.split()
        codes = [int(word) for word in words[-len(PEOPLE) :]]
        method, name, *what = words[: -len(PEOPLE)]
        found[method, name, " ".join(what)] = dict(zip(PEOPLE, codes, strict=True))
    return found


ROWS = rows()


def test_every_address_stands_in_the_table_with_both_methods():
    names = {pattern.name for pattern in get_resolver("performance.urls").url_patterns} | {"admin:index"}

    assert {(method, name) for method, name, _ in ROWS} == {
        (method, name) for method in ("GET", "POST") for name in names
    }


def proposal_of_another_directorate():
    """A target that waits for a decision, and what is typed to change it."""
    made = proposals.propose(
        measure=world.measure(scene.CHILDREN),
        year=world.year_2020(),
        kind="at_least",
        value=Decimal("91.3"),
        basis="hidden-basis",
        by=world.person("otto"),
    )
    return made, {"kind": "at_least", "figure": "92%", "basis": "Better.", "version": made.version}


def judged_by():
    return {"rule": RagRule.objects.get(name="Points off target").pk, "profile": "same"}


@pytest.fixture
def addresses():
    """What each row of the table asks for: the address's arguments and what is sent."""
    figures = scene.figures_at_every_stage()
    scene.figure_of_the_other_directorate()
    scene.inactive_person()
    packs = scene.packs_at_every_stage()
    scene.add_file(packs["issued"], Stage.FINAL, copy=Copy.EXEMPT)
    month = world.november().pk
    submitted, draft = figures[scene.SUBMITTED], figures[scene.DRAFT]
    waiting = {"version": submitted.version, "reason": "Please look again."}
    typed = {"version": draft.version, "value": "45.6"}
    new = {
        "scorecard": Scorecard.objects.get().pk,
        "period": month,
        "title": "Another pack",
        "committee": "Cabinet",
        "meeting_on": "1 2 2021",
        "start": "usual",
        "audience": "scrutiny",
        "post_1": "Director",
        "person_1": world.person("dora").pk,
    }
    report = scene.planned(packs["draft"], "report", text="## Purpose\n\nNone.")
    appendix = scene.planned(packs["draft"], "appendix")
    template = kept_plans.keep_pack(pack=packs["draft"], name="Quarterly", by=world.person("petra"))
    order, mark = plans.mark_of_order(packs["draft"]), plans.mark_of(report)
    one = (packs["draft"].pk, report.pk)

    def pack(status, *more):
        return (packs[status].pk, *more)

    def act(status, verb):
        data = {"content_hash": packs[status].content_hash, "reason": "A figure was wrong."}
        return pack(status, verb), data

    judged = scene.overrides_of(figures[scene.APPROVED])
    token, _ = interface_scene.token()
    covered = scene.cover_for_mary("dora")  # who manages all that Mary does
    revised = Submission.objects.in_force().get(measure__slug=scene.REVISED, period=month)
    layer = Section.objects.filter(parent=None).order_by("position", "pk").last()
    otherwise = {"level": "green", "reason": "Late records.", "expires_on": "31 3 2021"}

    doing = {"what": "Weekly review.", "post": "Head of service", "due_on": "31 3 2021"}
    action = scene.action_of(draft.measure)
    waiting_set = restated.of_a_year(world.measure(scene.APPROVED), "60.7")
    returned_set = restated.send_back(restated.of_a_year(world.measure(scene.RETURNED), "88.1"))
    decided = {"version": waiting_set.version, "reason": "Please look again."}
    key = f"{figures[scene.APPROVED].measure_id}-{month}"

    published = scene.published_figure_of(draft.measure)
    explained = {"cause": "timing", "reason": "Taken in another month."}
    year, over = world.year_2020().pk, Period.objects.get(kind="year", start=date(2019, 4, 1)).pk
    asked, target = proposal_of_another_directorate()
    closing = {"leave_open": "on", "reason": "Final."}

    wanted = {
        ("indicator", ""): (("ascof-users-satisfaction",), {}),
        ("distribution", ""): (("ascof-users-satisfaction",), {}),
        ("own-benchmark-explain", "draft"): (
            (draft.measure.slug, published.year.replace("/", "-")),
            explained,
        ),
        ("year", "over"): ((over,), {}),
        ("year-close", ""): ((over,), {}),
        ("year-close", "over"): ((over,), closing),
        ("year-close", "running"): ((year,), closing),
        ("year-reopen", ""): ((over,), {}),
        ("year-reopen", "over"): ((over,), {"reason": "Late cases."}),
        ("period-keep-open", ""): ((year, month), {"until": "15 1 2021", "reason": "Late."}),
        ("target-asked", "the same"): ((), {"same": f"{scene.CHILDREN}:{year}"}),
        ("target-propose", ""): ((scene.CHILDREN, year), target),
        ("target-proposal", "proposed"): ((asked.pk,), {}),
        ("target-proposal-decide", "proposed"): ((asked.pk,), {"version": 1, "adopt": "1"} | judged_by()),
        ("restate", ""): ((scene.APPROVED,), {}),
        ("restate", "preview"): ((scene.APPROVED,), {f"{key}.value": "55", "reason": "Late cases."}),
        ("restatement", "waiting"): ((waiting_set.pk,), {}),
        ("restatement-approve", "waiting"): ((waiting_set.pk,), decided),
        ("restatement-return", "waiting"): ((waiting_set.pk,), decided),
        ("restatement-abandon", "waiting"): ((waiting_set.pk,), decided),
        ("restatement-abandon", "returned"): ((returned_set.pk,), {"version": returned_set.version}),
        ("restatement-edit", "returned"): ((returned_set.pk,), {"version": returned_set.version}),
        ("chase-remind", "of an owner"): ((), {"owner": world.person("olive").pk}),
        ("action", "of a draft"): ((action.pk,), {}),
        ("action-change", "of a draft"): ((action.pk,), doing | {"version": 1}),
        ("action-end", "of a draft"): ((action.pk,), {"version": 1, "done": "1"}),
        ("action-new", "of a draft"): ((scene.DRAFT,), doing),
        ("action-new-indicator", "of a draft"): ((draft.measure.indicator_id,), doing),
        ("override-propose", "in force"): ((revised.pk,), otherwise),
        ("override-propose", "of a draft"): ((draft.pk,), otherwise),
        ("override-propose-heading", "layer"): ((layer.pk, month), otherwise),
        ("override", "proposed"): ((judged["proposed"].pk,), {}),
        ("override-decide", "proposed"): ((judged["proposed"].pk,), {"version": 1, "accept": "1"}),
        ("override-end", "standing"): ((judged["standing"].pk,), {"version": 2, "end-reason": "Over."}),
        ("sign-in", "wrong password"): ((), {"username": "olive.owner@example.org", "password": "no"}),
        ("figure", ""): ((scene.DRAFT, month), {}),
        ("figure", "draft"): ((scene.DRAFT, month), typed | {"save": "1"}),
        ("figure", "draft and submit"): ((scene.DRAFT, month), typed | {"submit": "1"}),
        ("figure", "submitted"): ((scene.SUBMITTED, month), {}),
        ("figure", "in force"): ((scene.APPROVED, month), {"value": "55", "save": "1"}),
        ("figure", "of nobody yet"): ((scene.LIBRARIES, month), {}),
        ("figure", "of another directorate"): ((scene.CHILDREN, month), {}),
        ("figure-withdraw", ""): ((scene.SUBMITTED, month), {}),
        ("figure-withdraw", "submitted"): ((scene.SUBMITTED, month), waiting),
        ("figure-withdraw", "of nobody yet"): ((scene.LIBRARIES, month), {"version": 1}),
        ("figure-reopen", ""): ((scene.APPROVED, month), {}),
        ("figure-abandon", ""): ((scene.REVISED, month), {}),
        ("figure-abandon", "revised"): ((scene.REVISED, month), {"version": figures[scene.REVISED].version}),
        ("figure-autosave", ""): ((scene.DRAFT, month), {}),
        ("figure-autosave", "draft"): ((scene.DRAFT, month), typed),
        ("figure-preview", ""): ((scene.DRAFT, month), {}),
        ("figure-preview", "draft"): ((scene.DRAFT, month), typed),
        ("figure-reopen", "in force"): ((scene.APPROVED, month), {"reopen-reason": "Late cases."}),
        ("approve-many", "submitted"): ((), {"pick": f"{submitted.pk}:{submitted.version}"}),
        ("return-many", "submitted"): ((), {"pick": f"{submitted.pk}:{submitted.version}"} | waiting),
        ("figure-history", "draft"): ((scene.DRAFT, month), {}),
        ("figure-history", "of another directorate"): ((scene.CHILDREN, month), {}),
        ("approval", "submitted"): ((submitted.pk,), {}),
        ("approve", "submitted"): ((submitted.pk,), waiting),
        ("return", "submitted"): ((submitted.pk,), waiting),
        ("cover-end", "marys"): ((covered.pk,), {}),
        ("token-revoke", "of petra"): ((token.pk,), {}),
        ("interface-listing", "measures"): (("measures",), {}),
        ("dashboard-of", ""): ((Scorecard.objects.get().slug,), {}),
        ("measure", "draft"): ((scene.DRAFT,), {}),
        ("measure", "of another directorate"): ((scene.CHILDREN,), {}),
        ("what-if", "on a rule"): ((), {"rule": RagRule.objects.get(name="Points off target").pk}),
        ("pack-new", ""): ((), new),
        ("pack-dispatch", ""): ((), {"meeting_on": "18 1 2021"}),
        ("pack-template", "kept"): ((template.pk,), {"name": "Monthly", "version": 1}),
        ("pack-template-delete", "kept"): ((template.pk,), {"name": "Quarterly", "version": 1}),
        ("pack-plan-move", "draft"): (pack("draft"), {"section": appendix.pk, "to": 1, "order": order}),
        ("pack-plan-apply", "draft"): (pack("draft"), {"template": template.pk, "order": order}),
        ("pack-plan-keep", "draft"): (pack("draft"), {"name": "Another"}),
        ("pack-section", "draft"): (one, {"version": mark, "text": "None."}),
        ("pack-section-autosave", "draft"): (one, {"version": mark, "text": "None."}),
        ("pack-section-preview", "draft"): (one, {"text": "None."}),
        ("pack-section-remove", "draft"): (one, {"version": mark}),
        ("pack-file", "draft of draft"): (pack("draft", "draft", "public", "pdf"), {}),
        ("pack-file", "draft of issued"): (pack("issued", "draft", "public", "pdf"), {}),
        ("pack-file", "draft of withdrawn"): (pack("withdrawn", "draft", "public", "pdf"), {}),
        ("pack-file", "exempt of issued"): (pack("issued", "final", "exempt", "pdf"), {}),
        ("pack-file", "other of issued"): (pack("issued", "other", "public", "pdf"), {}),
        ("pack-act", "build"): act("draft", "build"),
        ("pack-act", "cancel"): act("draft", "cancel"),
        ("pack-act", "clear"): act("draft", "clear"),
        ("pack-act", "issue"): act("cleared", "issue"),
        ("pack-act", "send-back"): act("cleared", "send-back"),
        ("pack-act", "supplement"): act("issued", "supplement"),
        ("pack-act", "withdraw"): act("issued", "withdraw"),
        ("pack-act", "no such verb"): act("issued", "shred"),
    }
    returned = files.upload(files.filled().put(scene.RETURNED, Figure=33.4))
    for name in ("return-file", "return-load", "return-discard", "return-refused"):
        wanted[name, "of olive"] = (returned.pk,), {"version": 1}
    wanted["return-download", "november"] = (), {"period": month}
    for status in ("draft", "issued"):
        mark = plans.mark_of_front(packs[status])
        wanted["pack-plan", status] = wanted["pack-plan-usual", status] = pack(status), {}
        wanted["pack-front", status] = pack(status), new | {"version": mark, "meeting_on": "2 2 2021"}
        wanted["pack-plan-add", status] = pack(status), {"kind": "text"}
    for status in Pack.Status.values:
        wanted["pack", status] = wanted["pack-progress", status] = pack(status), {}
        wanted["pack-downloads", status] = pack(status), {}
        wanted["pack-file", f"final of {status}"] = pack(status, "final", "public", "pdf"), {}
        copy = (*pack(status, "draft" if status == Pack.Status.DRAFT else "final"), "public")
        for name, more in (("zip", ()), ("pages", ()), ("page", (2,)), ("picture", (2, 300))):
            wanted[f"pack-{name}", f"of {status}"] = (*copy, *more), {}
    return wanted


# A few people after each other: setting the scene takes longer than all that one person asks of it.
@pytest.mark.parametrize("people", [PEOPLE[:4], PEOPLE[4:8], PEOPLE[8:11], PEOPLE[11:]], ids=" ".join)
def test_status_codes(client, addresses, people):
    expected = {(who, *row): codes[who] for who in people for row, codes in ROWS.items()}

    answered = {}
    for who, method, name, what in expected:
        args, data = addresses.get((name, what), ((), {}))
        with transaction.atomic():
            # Nothing that one request does is there for the next.
            if who != "anonymous":
                client.force_login(world.person(who))
            send = client.get if method == "GET" else client.post
            answered[who, method, name, what] = send(reverse(name, args=args), data).status_code
            transaction.set_rollback(True)
        client.cookies.clear()

    assert answered == expected


@pytest.mark.parametrize("who", ["anonymous", "ivor"])
@pytest.mark.parametrize(
    "address", ["/", "/my-measures/", "/admin/", "/packs/1/files/final/public.pdf", "/no/such/page/"]
)
def test_a_closed_door_leads_to_the_sign_in_page_or_to_nothing(client, who, address):
    scene.inactive_person()
    if who != "anonymous":
        client.force_login(world.person(who))

    response = client.get(address)

    if address == "/no/such/page/":
        assert response.status_code == 404
    else:
        assert (response.status_code, response["Location"].partition("?")[0]) in [
            (302, "/sign-in/"),
            (302, "/admin/login/"),
        ]


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("olive", "/my-measures/"),
        ("dee", "/my-measures/"),
        ("dan", "/my-measures/"),
        ("mary", "/approval/"),
        ("dora", "/approval/"),
        ("petra", "/dashboard/"),
        ("clive", "/packs/"),
        ("ada", "/dashboard/"),
    ],
)
def test_each_role_starts_on_its_own_page(as_person, who, page):
    response = as_person(who).get("/")

    assert (response.status_code, response["Location"]) == (302, page)


def test_who_only_clears_a_pack_starts_at_the_packs(as_person):
    nick = world.person("nick")
    pack = scene.built_pack()
    Clearance.objects.filter(pack=pack).update(person=nick)

    response = as_person("nick").get("/")

    assert (response.status_code, response["Location"]) == (302, "/packs/")


def test_without_a_role_the_first_page_says_whom_to_ask(as_person):
    text = as_person("nick").get("/").content.decode()

    assert "no role yet" in text
    assert "nick.newcomer@example.org" in text


# --- What may leak to nobody ---------------------------------------------------------------------------

SEES_ADULTS_OPEN = {"olive", "dee", "dan", "mary", "petra", "dora"}


def text_of(response):
    """All that a response says, a spreadsheet's sheets unpacked."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return " ".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return body.decode(errors="replace")


def figure_addresses():
    """Every page and download that shows figures, whoever may open it."""
    month = world.november().pk
    today = timezone.localdate().isoformat()
    lists = ["/my-measures/", "/approval/", f"/dashboard/?period={month}", f"/as-at/?on={today}"]
    lists += ["/chasing/", "/chasing/ageing/", "/chasing/timeliness/?by=returns", "/actions/"]
    pages = [
        "/",
        *(f"/approval/{pk}/" for pk in Submission.objects.filter(period=month).values_list("pk", flat=True)),
    ]
    for slug in (*scene.OPEN_FIGURES, scene.APPROVED, scene.CHILDREN):
        lists.append(f"/measures/{slug}/")
        pages.append(f"/figures/{slug}/{month}/")
        lists.append(f"/figures/{slug}/{month}/history/")
    return [*pages, *downloads_too(lists)]


def pack_addresses():
    """Every page and download that shows packs, whoever may open it."""
    pages = ["/", "/packs/new/", "/packs/templates/"]
    for pk in Pack.objects.values_list("pk", flat=True):
        pages += [f"/packs/{pk}/{page}" for page in ("", "plan/", "plan/front/", "progress/", "downloads/")]
        for stage in Stage.values:
            files = f"/packs/{pk}/files/{stage}/public"
            pages += [f"{files}.pdf", f"{files}.zip", f"{files}/pages/", f"{files}/pages/1/"]
    return [*pages, *downloads_too(["/packs/"])]


def downloads_too(lists):
    """Each list and its CSV file; of the first the workbook too, which always has the rows of the CSV."""
    for place, address in enumerate(lists):
        joint = "&" if "?" in address else "?"
        yield from (address, f"{address}{joint}_export=csv")
        if place == 0:
            yield f"{address}{joint}_export=xlsx"


def read(client, addresses):
    return {address: text_of(client.get(address)) for address in addresses}


@pytest.mark.parametrize("who", [name for name in PEOPLE if name != "anonymous"])
def test_open_figures_are_read_by_their_own_people_managers_and_officers_alone(client, who):
    scene.figures_at_every_stage()
    scene.inactive_person()
    client.force_login(world.person(who))
    secrets = [secret for slug in scene.OPEN_FIGURES for secret in scene.secrets_of(slug)]
    secrets += ["hidden-returned-reason", "hidden-reopened-reason"]

    pages = read(client, figure_addresses())

    found = {secret for secret in secrets for text in pages.values() if secret in text}
    assert found == (set(secrets) if who in SEES_ADULTS_OPEN else set())


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("olive", False),
        ("mary", False),
        ("dora", False),
        ("nick", False),
        ("stella", True),
        ("petra", True),
        ("clive", True),
        ("ada", True),
    ],
)
def test_another_directorates_measure_is_nowhere(client, who, sees):
    scene.figure_of_the_other_directorate()
    client.force_login(world.person(who))

    pages = read(client, figure_addresses())

    assert any("Children in care visited on time" in text for text in pages.values()) == sees
    assert any("87.3%" in text for text in pages.values()) == sees


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("petra", {"draft", "cleared", "issued", "superseded", "withdrawn"}),
        ("dora", {"draft", "cleared", "issued", "superseded", "withdrawn"}),
        ("clive", {"cleared", "issued", "superseded", "withdrawn"}),
        ("olive", set()),
        ("mary", set()),
        ("ada", set()),
        ("nick", set()),
    ],
)
def test_packs_are_seen_by_officers_clearing_posts_and_from_clearance_on_by_clerks(client, who, statuses):
    scene.packs_at_every_stage()
    client.force_login(world.person(who))

    pages = read(client, pack_addresses())

    seen = {status for status in Pack.Status.values for t in pages.values() if f"hidden-title-{status}" in t}
    assert seen == statuses


def test_an_officer_of_one_directorate_reads_nothing_of_another(client):
    scene.figures_at_every_stage()
    petra = world.person("petra")
    Role.objects.filter(person=petra).update(directorate=world.measure(scene.CHILDREN).directorate)
    client.force_login(petra)

    pages = read(client, figure_addresses())

    secrets = [secret for slug in scene.OPEN_FIGURES for secret in scene.secrets_of(slug)]
    assert {secret for secret in secrets for text in pages.values() if secret in text} == set()
    assert client.get(f"/measures/{scene.APPROVED}/").status_code == 404


def test_history_of_a_measures_page_is_for_those_who_see_its_open_figures(client):
    scene.figures_at_every_stage()

    shown = {}
    for who in ("olive", "mary", "petra", "oscar", "marcus", "clive", "ada"):
        client.force_login(world.person(who))
        shown[who] = "What happened" in client.get(f"/measures/{scene.DRAFT}/").content.decode()

    assert shown == {
        "olive": True,
        "mary": True,
        "petra": True,
        "oscar": False,
        "marcus": False,
        "clive": False,
        "ada": False,
    }


# --- The predicates ------------------------------------------------------------------------------------


def test_visible_submissions_are_those_in_force_and_ones_own_open_ones():
    figures = scene.figures_at_every_stage()
    scene.figure_of_the_other_directorate()
    open_ones = {figures[slug].pk for slug in scene.OPEN_FIGURES}

    def sees(who):
        visible = access.visible_submissions(world.person(who))
        return {
            "open": set(visible.filter(pk__in=open_ones).values_list("pk", flat=True)) == open_ones,
            "any open": visible.filter(pk__in=open_ones).exists(),
            "in force": visible.filter(pk=figures[scene.APPROVED].pk).exists(),
            "children": visible.filter(measure__slug=scene.CHILDREN).exists(),
        }

    def answer(open_figures, in_force, children):
        return {"open": open_figures, "any open": open_figures, "in force": in_force, "children": children}

    assert {who: sees(who) for who in ("olive", "mary", "petra", "oscar", "marcus", "stella", "clive")} == {
        "olive": answer(True, True, False),
        "mary": answer(True, True, False),
        "petra": answer(True, True, True),
        "oscar": answer(False, True, False),
        "marcus": answer(False, True, False),
        "stella": answer(False, False, True),
        "clive": answer(False, True, True),
    }


def test_nobody_approves_what_they_touched(client):
    """Mary becomes a deputy too and saves the draft: now she may not approve it, and Dora may."""
    mary = world.person("mary")
    MeasureRole.objects.create(measure=world.measure(scene.DRAFT), person=mary, kind=MeasureRole.Kind.DEPUTY)
    submitted = scene.submit(scene.enter(scene.DRAFT, "45.6", by=mary))
    address = f"/approval/{submitted.pk}/approve/"
    data = {"version": submitted.version}

    client.force_login(mary)
    refused = client.post(address, data)
    with pytest.raises(workflow.NotAllowed):
        workflow.approve(submission=submitted, version=submitted.version, by=mary)
    submitted.refresh_from_db()
    still = submitted.status
    client.force_login(world.person("dora"))
    approved = client.post(address, data)

    assert (refused.status_code, still, approved.status_code) == (403, "submitted", 302)


def test_a_person_who_leaves_is_out_at_once(as_person):
    browser = as_person("mary")
    before = browser.get("/approval/").status_code
    Person.objects.filter(name="Mary Manager").update(is_active=False)

    assert (before, browser.get("/approval/").status_code) == (200, 302)


def test_a_role_taken_away_is_gone_at_once(as_person):
    browser = as_person("mary")
    Role.objects.filter(person__name="Mary Manager").delete()

    assert browser.get("/approval/").status_code == 404
