"""Oddities that no browser sends are answered like any other mistake, and never end a page."""

import pytest
from django import forms
from django.urls import reverse

from core.typed import whole_number
from tests.factories import make_activity, make_person

NINES = "9" * 5000


@pytest.mark.parametrize(("typed", "number"), [("12", 12), ("0", 0), (7, 7), ("999999999", 999_999_999)])
def test_a_count_is_read(typed, number):
    assert whole_number(typed) == number


@pytest.mark.parametrize("typed", ["", None, "²", "١", "-1", "+1", "1.0", " 1", "1\n", NINES, "9999999999"])
def test_what_is_no_count_is_none(typed):
    assert whole_number(typed) is None


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ["²", NINES])
def test_odd_counts_leave_the_page_as_it_was(client, odd):
    director = make_person("Dora Director")
    draft = make_activity(status="draft", director=director)
    client.force_login(director)
    disclosed = client.post(reverse("disclosures:disclose"), {"add_row": "1", "rows-TOTAL_FORMS": odd})
    numbers = client.post("/accounts/profile/", {"add_number": "1", "numbers-TOTAL_FORMS": odd})
    commented = client.post(reverse("plan:comment", args=[draft.slug]), {"comment": "Hello", "about": odd})
    assert [page.status_code for page in (disclosed, numbers, commented)] == [200, 200, 404]


@pytest.mark.django_db
def test_a_character_nobody_types_is_let_go_of_and_the_rest_kept(client):
    director = make_person("Dora Director")
    draft = make_activity(status="changes_requested", director=director)
    client.force_login(director)
    client.post(reverse("plan:comment", args=[draft.slug]), {"comment": "We a\x00gree.", "about": ""})
    assert draft.comments.get().text == "We agree."
    assert client.get(reverse("activities:catalogue"), {"q": "sep\x00sis"}).status_code == 200


class Typing(forms.Form):
    title = forms.CharField()
    about = forms.CharField(widget=forms.Textarea)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\x0b"])
def test_a_field_of_one_line_takes_one_line(end):
    form = Typing({"title": f"Sepsis{end}X-EVIL: 1", "about": f"One{end}two"})
    assert form.errors == {"title": ["Please write this on one line."]}
    assert not Typing({"title": "Sepsis\n", "about": "One"}).errors
