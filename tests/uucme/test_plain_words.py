"""Nobody who uses the house reads the names that its code has for rules."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

RULE = re.compile(r"\b(PLN|REV|SII|STM|AMA|ATT|EVL|CRT|PRS)-\d")
_COMMENTS = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}|<!--.*?-->", re.DOTALL)


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_no_field_is_explained_by_the_name_of_a_rule(model):
    told = [
        f"{field.name}: {words}"
        for field in model._meta.get_fields()
        for words in (getattr(field, "help_text", ""), getattr(field, "verbose_name", ""))
        if RULE.search(str(words))
    ]

    assert told == []


def test_no_page_and_no_letter_names_a_rule():
    folder = Path(settings.BASE_DIR) / "templates"
    named = [
        str(path.relative_to(folder))
        for path in folder.rglob("*.*")
        if path.suffix in {".html", ".txt"} and RULE.search(_COMMENTS.sub("", path.read_text(encoding="utf-8")))
    ]

    assert named == []
