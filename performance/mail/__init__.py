"""Mails: what is read for everybody at once, who is told what, how it is worded, and how it is sent."""
