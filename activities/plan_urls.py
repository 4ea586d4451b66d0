"""The planner's room, under /plan/."""

from django.urls import path, register_converter

from activities.forms.support import FORM_NAMES
from activities.kit import PRINTED
from activities.sections import SECTION_KEYS
from activities.views import (
    asking,
    kit,
    plan,
    plan_confirm,
    plan_outlook,
    plan_requests,
    plan_sections,
    plan_whole,
    series,
    sessions,
    support,
)


class SectionConverter:
    """Only the sections of a proposal, so that other rooms may add pages beside them."""

    regex = "|".join(SECTION_KEYS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class OutlookConverter(SectionConverter):
    """The sections that come to something while one types."""

    regex = "|".join(plan_outlook.FRAGMENTS)


class GivingConverter(SectionConverter):
    """The forms on the page of support and exhibits."""

    regex = FORM_NAMES


class PieceConverter(SectionConverter):
    """What can be printed of the statements kit."""

    regex = "|".join(PRINTED)


register_converter(SectionConverter, "section")
register_converter(PieceConverter, "piece")
register_converter(OutlookConverter, "outlook")
register_converter(GivingConverter, "giving")

app_name = "plan"
urlpatterns = [
    path("", plan.proposals, name="proposals"),
    path("new/", plan.begin, name="begin"),
    path("<slug:slug>/", plan.proposal, name="proposal"),
    path("invited/<str:token>/", plan_confirm.invited, name="invited"),
    path("<slug:slug>/whole/", plan_whole.whole, name="whole"),
    path("<slug:slug>/submit/", plan.submit, name="submit"),
    path("<slug:slug>/statements/", kit.kit, name="statements"),
    path("<slug:slug>/statements/<int:session>/", kit.kit, name="session_statements"),
    path("<slug:slug>/statements/<piece:piece>.pdf", kit.printed, name="printed"),
    path("<slug:slug>/statements/<int:session>/<piece:piece>.pdf", kit.printed, name="session_printed"),
    path("<slug:slug>/support/", support.support, name="support"),
    path("<slug:slug>/support/<giving:form>/typing/", support.typing, name="support_typing"),
    path("<slug:slug>/support/<giving:form>/discard/", support.discard, name="support_discard"),
    path("agreements/<int:pk>/", support.agreement, name="agreement"),
    path("<slug:slug>/invite/", plan_confirm.invite, name="invite"),
    path("<slug:slug>/confirm/", plan_confirm.confirm, name="confirm"),
    path("<slug:slug>/copy/", plan.copy, name="copy"),
    path("<slug:slug>/renew/", series.renew, name="renew"),
    path("<slug:slug>/dates/", series.recurrence, name="recurrence"),
    path("<slug:slug>/sessions/", sessions.sessions, name="sessions"),
    path("<slug:slug>/sessions/new/", sessions.new_session, name="new_session"),
    path("<slug:slug>/sessions/<int:pk>/", sessions.session, name="session"),
    path("<slug:slug>/sessions/<int:pk>/cancel/", sessions.cancel, name="cancel_session"),
    path("<slug:slug>/requests/<int:pk>/answer/", plan_requests.answer, name="answer"),
    path("<slug:slug>/team/<int:pk>/ask/", asking.ask_again, name="ask_again"),
    path("<slug:slug>/comments/", plan_requests.comment, name="comment"),
    path("<slug:slug>/withdraw/", plan.withdraw, name="withdraw"),
    path("<slug:slug>/resume/", plan.resume, name="resume"),
    path("<slug:slug>/<section:section>/", plan_sections.section, name="section"),
    path("<slug:slug>/<outlook:section>/outlook/", plan_outlook.outlook, name="outlook"),
    path("<slug:slug>/<section:section>/typing/", plan_sections.typing, name="typing"),
    path("<slug:slug>/<section:section>/discard/", plan_sections.discard, name="discard"),
]
