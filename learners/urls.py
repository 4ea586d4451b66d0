from django.urls import path

from learners.views import imports
from learners.views import taking_part as views

app_name = "learners"
urlpatterns = [
    path("activities/<slug:slug>/register/", views.register, name="register"),
    path("activities/<slug:slug>/seat/", views.confirm, name="confirm"),
    path("activities/<slug:slug>/cancel/", views.cancel, name="cancel"),
    path("activities/<slug:slug>/material/", views.material, name="material"),
    path("s/", views.enter_code, name="enter_code"),
    path("s/<str:code>/", views.session_code, name="session_code"),
    path("plan/<slug:slug>/codes/", views.codes, name="codes"),
    path("plan/<slug:slug>/codes/<int:pk>/poster/", views.poster, name="poster"),
    path("plan/<slug:slug>/attendance/", views.check_in, name="check_in"),
    path("plan/<slug:slug>/attendance/lists/", imports.attendance_lists, name="attendance_lists"),
    path("plan/<slug:slug>/attendance/lists/<int:pk>/", imports.attendance_list, name="attendance_list"),
]
