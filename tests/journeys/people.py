"""People at their browsers: what they open, fill in and read."""

import re
from typing import Any

from django.core import mail
from django.test import Client

from tests.pages import form_of, text_of


class Person:
    """Somebody with a browser of their own. Every page they see is kept in `page`."""

    def __init__(self, name: str, email: str) -> None:
        self.name, self.email = name, email
        self.browser = Client()
        self.page: Any = None

    def opens(self, address: str) -> "Person":
        self.page = self.browser.get(address, follow=True)
        assert self.page.status_code == 200, f"{address}: {self.page.status_code}"
        return self

    def sends(self, *, containing: str, **typed: Any) -> "Person":
        """Fill in the form that has the field `containing` and send it, as the page would."""
        method, action, fields = form_of(self.page, containing=containing)
        send = self.browser.post if method == "post" else self.browser.get
        self.page = send(action or self.address, fields | typed, follow=True)
        return self

    @property
    def address(self) -> str:
        return str(self.page.request["PATH_INFO"])

    def reads(self, words: str) -> None:
        assert words in text_of(self.page), text_of(self.page)

    def does_not_read(self, words: str) -> None:
        assert words not in text_of(self.page)

    def types_the_mailed_code(self) -> "Person":
        letter = next(letter for letter in reversed(mail.outbox) if self.email in letter.to)
        code = re.search(r"^\s*([A-Z0-9]{2,}(?:-?[A-Z0-9]{2,})+)\s*$", letter.body, re.MULTILINE)
        assert code, letter.body
        return self.sends(containing="code", code=code[1])

    def takes_another_browser(self) -> "Person":
        """As after weeks: signed out."""
        self.browser = Client()
        return self

    def signs_up(self, *, given: str, family: str, profession: str) -> "Person":
        self.opens("/accounts/signup/")
        self.sends(containing="email", email=self.email, given_name=given, family_name=family, profession=profession)
        return self.types_the_mailed_code()
