"""Why a request is not answered with rows: a status and a sentence."""


class Refused(Exception):
    """Answered with `status` and `sentence`; `headers` go with it."""

    def __init__(self, status, sentence, headers=None):
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, headers or {}
