from django.urls import path, register_converter

from learners.posters import PAPERS
from learners.views import calendar, imports, posters, registering, registrations, screen, taking_part, work


class PaperConverter:
    """What posters are printed on."""

    regex = "|".join(PAPERS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PaperConverter, "paper")

app_name = "learners"
urlpatterns = [
    path("activities/<slug:slug>/register/", registering.register, name="register"),
    path("activities/<slug:slug>/seat/", registering.confirm, name="confirm"),
    path("activities/<slug:slug>/cancel/", registering.cancel, name="cancel"),
    path("activities/<slug:slug>/material/", registering.material, name="material"),
    path("activities/<slug:slug>/work/", work.work, name="work"),
    path("activities/<slug:slug>/work/new/", work.piece, name="new_piece"),
    path("activities/<slug:slug>/work/<int:pk>/", work.piece, name="piece"),
    path("activities/<slug:slug>/work/<int:pk>/remove/", work.remove, name="remove_work"),
    path("activities/<slug:slug>/work/<int:pk>/proof/", work.proof, name="work_proof"),
    path("activities/<slug:slug>/mine.ics", calendar.own_calendar, name="own_calendar"),
    path("me/calendar/", calendar.my_calendar, name="my_calendar"),
    path("me/calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("s/", taking_part.enter_code, name="enter_code"),
    path("s/<str:code>/", taking_part.session_code, name="session_code"),
    path("plan/<slug:slug>/codes/", taking_part.codes, name="codes"),
    path("plan/<slug:slug>/codes/<int:pk>/screen/", screen.screen, name="screen"),
    path("plan/<slug:slug>/codes/<int:pk>/poster/", posters.poster, name="poster"),
    path("plan/<slug:slug>/codes/<int:pk>/poster-<paper:paper>.pdf", posters.poster_pdf, name="poster_pdf"),
    path("plan/<slug:slug>/codes/posters-<paper:paper>.pdf", posters.posters_pdf, name="posters_pdf"),
    path("plan/<slug:slug>/codes/list.pdf", posters.posters_pdf, {"paper": "list"}, name="codes_pdf"),
    path("plan/<slug:slug>/registrations/", registrations.registrations, name="registrations"),
    path("plan/<slug:slug>/registrations.csv", registrations.registrations_csv, name="registrations_csv"),
    path("plan/<slug:slug>/names-for-companies.csv", registrations.names_for_companies, name="names_for_companies"),
    path("plan/<slug:slug>/attendance/", taking_part.check_in, name="check_in"),
    path("plan/<slug:slug>/attendance/lists/", imports.attendance_lists, name="attendance_lists"),
    path("plan/<slug:slug>/attendance/lists/<int:pk>/", imports.attendance_list, name="attendance_list"),
]
