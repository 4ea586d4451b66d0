"""Reading a page's forms as a person sees them, so that tests post what the page would."""

import re
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._select: str | None = None
        self._textarea: str | None = None
        self._is_template = 0
        self._first_option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._is_template += 1
        if self._is_template:
            return
        if tag == "form":
            self.forms.append(
                {"method": given.get("method", "get"), "action": given.get("action", ""), "names": set(), "fields": {}}
            )
        elif self.forms:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        self.forms[-1]["names"].add(name)
        if tag == "input" and name and given.get("type") not in {"submit", "file"}:
            if given.get("type") in {"checkbox", "radio"} and "checked" not in given:
                return
            self._add(name, given.get("value", "on" if given.get("type") == "checkbox" else ""))
        elif tag == "select":
            self._select, self._first_option = name, None
        elif tag == "option" and self._select:
            if self._first_option is None:
                self._first_option = given.get("value", "")
            if "selected" in given:
                self._add(self._select, given.get("value", ""))
        elif tag == "textarea":
            self._textarea = name
            self._add(name, "")

    def handle_data(self, data: str) -> None:
        if self._textarea and not self._is_template:
            self.forms[-1]["fields"][self._textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._is_template -= 1
        elif tag == "select" and self._select:
            if self._select not in self.forms[-1]["fields"] and self._first_option is not None:
                self._add(self._select, self._first_option)
            self._select = None
        elif tag == "textarea" and self._textarea:
            values = self.forms[-1]["fields"][self._textarea]
            values[-1] = values[-1].removeprefix("\n")
            self._textarea = None

    def _add(self, name: str, value: str) -> None:
        self.forms[-1]["fields"].setdefault(name, []).append(value)


def form_of(response: HttpResponse, *, containing: str) -> tuple[str, str, dict[str, Any]]:
    """Method, address and fields, as they stand, of the first form of the page with a field named `containing`."""
    parser = _Forms()
    parser.feed(response.content.decode())
    for form in parser.forms:
        if containing in form["names"]:
            fields = {name: values for name, values in form["fields"].items() if name != "csrfmiddlewaretoken"}
            return form["method"], form["action"].strip(), fields
    raise AssertionError(f"No form with a field {containing!r}; there are {[sorted(f['names']) for f in parser.forms]}")


def press_here(client: Client, address: str, **options: Any) -> HttpResponse:
    """Press “I am here” on the page of a session code, as it shows itself with what has to be read."""
    page = client.get(address)
    read = re.search(r'name="read" value="([0-9a-f]+)"', page.content.decode())
    return client.post(address, {"read": read[1] if read else ""}, **options)


def queries_of(client: Client, address: str) -> int:
    """How many queries a page takes, once everything that is cached is cached."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def fields_of(response: HttpResponse, *, containing: str) -> dict[str, Any]:
    """What that form would post as it stands."""
    return form_of(response, containing=containing)[2]


def text_of(response: HttpResponse) -> str:
    """The words of a page, without markup, white space folded."""
    reader = _Words()
    reader.feed(response.content.decode())
    return " ".join("".join(reader.words).split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skip += tag in {"script", "style", "template"}
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in {"script", "style", "template"}
        self._space(tag)

    def _space(self, tag: str) -> None:
        if tag not in {"em", "strong"}:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.words.append(data)
