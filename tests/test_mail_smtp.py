"""Mail through SMTP to a real server on this machine: what arrives, and what a server that fails costs."""

import email
import email.policy
import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from performance import jobs
from performance.mail import outbox
from performance.models import Job, Mail
from tests import world
from tests.machine import free_port

DUE = datetime(2020, 12, 14, 7, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Server:
    """A mail server: `answers` maps an address, or "" for all, to what it says instead of taking the mail."""

    def __init__(self):
        self.port = free_port()
        self.received, self.answers = [], {}
        self.controller = None

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "" in self.answers:
            return self.answers[""]
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.received.append((envelope.mail_from, envelope.rcpt_tos, message))
        return "250 OK"

    @property
    def addresses(self):
        return sorted(address for _, to, _ in self.received for address in to)


@pytest.fixture
def smtp(settings):
    """A server that the product is set up for, running; no demonstration."""
    found = Server()
    settings.PRODUCT_DATE = None
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "Performance team <performance@example.gov.uk>"
    settings.SITE_ADDRESS = "https://performance.example.gov.uk"
    found.start()
    yield found
    found.stop()


@pytest.fixture
def server(db, smtp):
    """The same, where what the test writes is taken back afterwards."""
    return smtp


def write():
    """The digests of the day on which November is due: four people."""
    jobs.ensure_rows()
    Job.objects.filter(name="daily-mails").update(covered_to=DUE.date() - timedelta(days=3))
    assert jobs.run("daily-mails", today=DUE.date(), now=DUE).did == "4 mails were written."
    return {mail.to.split(".")[0]: mail for mail in Mail.objects.all()}


def states():
    return {mail.to.split(".")[0]: (mail.status, mail.attempts, mail.problem) for mail in Mail.objects.all()}


def send(now=DUE):
    return jobs.run("send-mails", now=now, today=now.date()).did


# --- What arrives --------------------------------------------------------------------------------------


def test_a_mail_arrives_with_both_its_parts(server):
    mails = write()

    assert send() == "4 mails sent."

    assert server.addresses == [f"{who}@example.org" for who in WHO]
    sender, _, message = next(found for found in server.received if found[1] == ["olive.owner@example.org"])
    assert sender == "performance@example.gov.uk"
    assert message["From"] == "Performance team <performance@example.gov.uk>"
    assert message["To"] == "olive.owner@example.org"
    assert message["Subject"] == "Scrutineer: 16 due today"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == mails["olive"].text.rstrip("\n")
    assert html.get_content().replace("\r\n", "\n").rstrip("\n") == mails["olive"].html.rstrip("\n")
    address = (
        f"https://performance.example.gov.uk/figures/users-direct-payments/{world.november().pk}/#id_value"
    )
    assert address in plain.get_content()
    assert f'href="{address}"' in html.get_content()


WHO = ["dee.deputy", "olive.owner", "oscar.owner", "otto.other"]
SENT = {who.split(".")[0]: ("sent", 1, "") for who in WHO}


def test_what_is_sent_is_sent_once(server):
    write()
    send()
    before = dict(Mail.objects.values_list("pk", "sent_at"))

    assert send(DUE + HOUR) == "Nothing was sent."
    assert (len(server.received), states()) == (4, SENT)
    assert None not in before.values()
    assert dict(Mail.objects.values_list("pk", "sent_at")) == before


def test_the_pound_sign_and_long_titles_arrive_as_they_are(server):
    """A title of 250 letters makes no line that a server may break."""
    long = "Überlange Kosten in £ – " + "seventy " * 28
    measure = world.measure("children-in-care-visits")
    type(measure).objects.filter(pk=measure.pk).update(title=long[:250].strip())
    write()
    send()

    message = next(found[2] for found in server.received if found[1] == ["otto.other@example.org"])
    plain = message.get_body(("plain",)).get_content()
    assert " ".join(long[:250].split()) in " ".join(plain.split())
    assert "£ –" in message.get_body(("html",)).get_content()


# --- A server that fails -------------------------------------------------------------------------------


def test_a_server_that_refuses_and_recovers_loses_nothing_and_gets_nothing_twice(server):
    write()
    server.answers[""] = "451 Try again later"

    assert send() == (
        "Nothing was sent. 4 mails failed and will be tried again. "
        "The mail server answered: 451 Try again later"
    )
    refused = ("waiting", 1, "The mail server answered: 451 Try again later")
    assert states() == dict.fromkeys(SENT, refused)
    assert send(DUE + MINUTE - timedelta(seconds=1)) == "Nothing was sent."
    assert states() == dict.fromkeys(SENT, refused)

    server.answers.clear()
    assert send(DUE + MINUTE) == "4 mails sent."
    assert send(DUE + HOUR) == "Nothing was sent."
    assert states() == dict.fromkeys(SENT, ("sent", 2, ""))
    assert server.addresses == [f"{who}@example.org" for who in WHO]


def test_a_server_that_is_not_there_holds_up_one_mail_at_a_time(server):
    """The others would only wait for the same server; they have lost no attempt when it is back."""
    write()
    server.stop()

    did = send()

    assert did.startswith(
        "Nothing was sent. 1 mail failed and will be tried again. The mail server cannot be"
    )
    assert sorted((status, attempts) for status, attempts, _ in states().values()) == [
        ("waiting", 0),
        ("waiting", 0),
        ("waiting", 0),
        ("waiting", 1),
    ]
    server.start()
    assert send(DUE + timedelta(seconds=30)) == "3 mails sent."
    assert send(DUE + MINUTE) == "1 mail sent."
    assert server.addresses == [f"{who}@example.org" for who in WHO]


def test_an_address_that_is_refused_holds_up_nobody_else(server):
    write()
    server.answers["dee.deputy@example.org"] = "550 No such mailbox"

    assert send().startswith("3 mails sent. 1 mail failed")
    refused = ("waiting", 1, "The mail server refused the address: 550 No such mailbox")
    assert states() == SENT | {"dee": refused}


@pytest.mark.wide
def test_pauses_grow_to_an_hour_and_end_after_five_days(server):
    write()
    Mail.objects.exclude(to__startswith="dee.").delete()
    server.answers[""] = "451 Try again later"
    now, pauses = DUE, []
    while Mail.objects.get().status == "waiting":
        send(now)
        pauses.append(Mail.objects.get().next_attempt_at - now)
        now += pauses[-1]

    assert [pause // MINUTE for pause in pauses[:8]] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert set(pauses[6:]) == {HOUR}
    mail = Mail.objects.get()
    assert (mail.status, mail.problem) == ("given_up", "The mail server answered: 451 Try again later")
    assert timedelta(days=5) <= now - HOUR - DUE < timedelta(days=5) + HOUR
    server.answers.clear()
    assert send(now + HOUR) == "Nothing was sent."
    assert server.received == []


def test_a_server_that_wants_a_password_says_so(server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "scrutineer", "wrong"
    write()

    assert "1 mail failed" in send()
    assert any("SMTP AUTH" in problem for _, _, problem in states().values())
    assert "wrong" not in str(states())


# --- Several workers, and one that is killed -------------------------------------------------------------


def test_a_mail_that_another_worker_has_claimed_is_left_to_it(server):
    mails = write()
    Mail.objects.filter(pk=mails["dee"].pk).update(status="sending", claimed_at=DUE, attempts=1)

    assert send(DUE + MINUTE) == "3 mails sent."
    assert states()["dee"] == ("sending", 1, "")


@pytest.mark.parametrize(("after", "sent"), [(timedelta(0), 0), (timedelta(seconds=1), 1)])
def test_what_a_killed_worker_was_sending_is_sent_again_under_the_same_number(server, after, sent):
    """Ten minutes after it was claimed; by its number mail programs know it where it had gone out already."""
    mails = write()
    send()
    first = next(found[2]["Message-ID"] for found in server.received if "dee" in found[1][0])
    Mail.objects.filter(pk=mails["dee"].pk).update(status="sending", claimed_at=DUE, sent_at=None)
    server.received.clear()

    send(DUE + outbox.CLAIM_HOLDS + after)

    assert [found[2]["Message-ID"] for found in server.received] == [first] * sent
    assert states()["dee"][0] == ("sent" if sent else "sending")


def test_every_mail_has_a_number_of_its_own(server):
    write()
    send()

    numbers = {found[2]["Message-ID"] for found in server.received}
    assert len(numbers) == 4
    assert {number.rpartition("@")[2] for number in numbers} == {"example.gov.uk>"}


@pytest.mark.queue
def test_two_workers_at_once_send_every_mail_once(committed, smtp):
    write()
    together, tallies = threading.Barrier(2), []

    def work():
        together.wait()
        try:
            tallies.append(outbox.send_waiting(now=DUE))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(tally.sent for tally in tallies) == 4
    assert smtp.addresses == [f"{who}@example.org" for who in WHO]
    assert states() == SENT


def test_a_mail_server_that_hangs_is_given_up_after_a_while(server, settings):
    """It takes the connection and never says a word."""
    settings.EMAIL_TIMEOUT = 0.2
    write()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        did = send()

    assert did.startswith("Nothing was sent. 1 mail failed")
    assert "The mail server cannot be reached" in did
    assert "timed out" in did
    assert {status for status, _, _ in states().values()} == {"waiting"}
