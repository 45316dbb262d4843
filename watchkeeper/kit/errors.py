"""The three ways an action says no, in words a person can act on."""

from __future__ import annotations


class WatchkeeperError(Exception):
    """Base of the three errors; one middleware turns them into a toast, a page or problem+json.

    ``sentence`` is shown to the person as it stands; ``code`` is stable and for machines.
    """

    status = 500
    default_code = "error"

    def __init__(self, sentence: str, *, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or self.default_code


class Refused(WatchkeeperError):
    """A rule of the department says no (409), or not so often (429). Nothing was changed."""

    status = 409
    default_code = "refused"

    def __init__(self, sentence: str, *, code: str | None = None, too_often: bool = False) -> None:
        super().__init__(sentence, code=code or ("too_often" if too_often else None))
        if too_often:
            self.status = 429


class NotAllowed(WatchkeeperError):
    """This person may not do it (403). With ``hidden=True`` the subject does not exist for them (404)."""

    status = 403
    default_code = "not_allowed"

    def __init__(self, sentence: str, *, code: str | None = None, hidden: bool = False) -> None:
        super().__init__("There is nothing here." if hidden else sentence, code=code)
        self.hidden = hidden
        if hidden:
            self.status = 404
            self.code = "not_found"


class Invalid(WatchkeeperError):
    """The input cannot be understood (422). ``fields`` maps a field's name to what is wrong with it."""

    status = 422
    default_code = "invalid"

    def __init__(self, sentence: str, *, fields: dict[str, list[str]] | None = None, code: str | None = None) -> None:
        super().__init__(sentence, code=code)
        self.fields = fields or {}
