"""The scheduler's jobs, which may be run by hand, and the mails that were written."""

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html

from performance import jobs
from performance.admin import pages
from performance.admin.base import ReadOnlyAdmin
from performance.mail import outbox
from performance.models import Job, Mail

# A mail brings its own styles; nothing else of it is loaded or run, and no form is sent.
AS_IN_A_MAIL_READER = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "form-action": [NONE],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """What each job does, when it last ran and how that went."""

    # What is done here comes second: on a phone the later columns wait beyond the edge of the list's box.
    list_display = ("title", "run_now", "what", "when", "started_at", "took", "did", "problem")
    list_display_links = ("title",)
    fields = ("title", "what", "when", "started_at", "took", "did", "problem", "by", "covered_to")
    list_select_related = ("by",)
    actions = None

    def get_urls(self):
        own = path("<path:object_id>/run/", self.admin_site.admin_view(self.run), name="performance_job_run")
        return [own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        jobs.ensure_rows()
        return super().changelist_view(request, extra_context)

    def get_queryset(self, request):
        """Without those that an earlier version of the product had."""
        return super().get_queryset(request).filter(name__in=jobs.JOBS)

    def tools_of(self, request, job):
        return [("Run now", pages.address(Job, "run", job.pk)), *super().tools_of(request, job)]

    def run(self, request, object_id):
        """Ask, then run it here and say what it did."""
        job = self.get_object(request, object_id)
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST":
            job = jobs.run(job.name, by=request.user)
            title = jobs.JOBS[job.name].title
            self.message_user(
                request,
                f"{title}: {job.problem or job.did}",
                messages.ERROR if job.problem else messages.SUCCESS,
            )
            return redirect(pages.address(Job, "changelist"))
        work = jobs.JOBS[job.name]
        page = pages.Page(
            title=f"Run now: {work.title}",
            lead=f"{work.what} It runs by itself ({_lower(work.when)}); running it twice does no harm.",
            submit="Run now",
            back=pages.address(Job, "changelist"),
        )
        return pages.render(self, request, page)

    @admin.display(description="job")
    def title(self, job):
        return jobs.JOBS[job.name].title

    @admin.display(description="what it does")
    def what(self, job):
        return jobs.JOBS[job.name].what

    @admin.display(description="when")
    def when(self, job):
        return jobs.JOBS[job.name].when

    @admin.display(description="took")
    def took(self, job):
        if job.started_at is None:
            return "–"
        return "Not finished" if job.seconds is None else f"{job.seconds:.1f} s"

    @admin.display(description="by hand")
    def run_now(self, job):
        return format_html('<a href="{}">Run now</a>', pages.address(Job, "run", job.pk))


def _lower(text):
    return text[0].lower() + text[1:]


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """Every mail that was written: to whom, what it says, and whether it went out."""

    list_display = ("subject", "to", "kind", "for_day", "status", "attempts", "sent_at", "problem")
    list_filter = ("status", "kind")
    search_fields = ("to", "subject", "text")
    date_hierarchy = "for_day"
    fields = ("subject", "to", "kind", "for_day", "status", "attempts", "sent_at", "problem", "words")

    actions = ("send_again",)

    def get_urls(self):
        own = path(
            "<path:object_id>/html/", self.admin_site.admin_view(self.html), name="performance_mail_html"
        )
        return [own, *super().get_urls()]

    def tools_of(self, request, mail):
        return [("See it as HTML", pages.address(Mail, "html", mail.pk)), *super().tools_of(request, mail)]

    @csp_replace(AS_IN_A_MAIL_READER)
    def html(self, request, object_id):
        """The mail as a mail reader shows it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        mail = self.get_object(request, object_id)
        if mail is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponse(mail.html)

    @admin.action(description="Send again those that were given up", permissions=["view"])
    def send_again(self, request, mails):
        """Put them back into the queue; those that are in it, or went out, are left as they are."""
        count = outbox.send_again(mails, by=request.user)
        if count == 0:
            self.message_user(request, "None of these mails was given up.", messages.WARNING)
            return
        said = "1 mail is" if count == 1 else f"{count} mails are"
        self.message_user(request, f"{said} sent again within a minute or two.", messages.SUCCESS)

    @admin.display(description="text")
    def words(self, mail):
        return format_html("<pre>{}</pre>", mail.text)
