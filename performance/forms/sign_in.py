"""Signing in by e-mail address."""

from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """The same answer for an unknown address and a wrong password, so that neither can be guessed."""

    error_messages = {
        "invalid_login": "The e-mail address and password do not match. Check both and try again.",
        "inactive": "The e-mail address and password do not match. Check both and try again.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = "Enter your e-mail address."
        self.fields["password"].error_messages["required"] = "Enter your password."


def typed_address(request, credentials=None):
    """The address that a sign-in was tried with, for counting failures: one spelling for all of them.

    Django's form calls it "username" and its backend "email".
    """
    if credentials is None:
        credentials = request.POST
    address = credentials.get("username") or credentials.get("email") or ""
    return address.strip().lower()
