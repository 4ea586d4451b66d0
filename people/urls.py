from django.urls import path

from people.views import office, own

app_name = "people"
urlpatterns = [
    path("accounts/record/", own.record, name="record"),
    path("accounts/record/<int:pk>.zip", own.export_file, name="export_file"),
    path("accounts/close/", own.close, name="close"),
    path("accounts/other-address/", own.other_address, name="other_address"),
    path("accounts/other-address/<str:token>/", own.prove_other_address, name="prove_address"),
    path("people/", office.duplicates, name="duplicates"),
    path("people/merge/<int:kept>/<int:merged>/", office.merge, name="merge"),
    path("people/merge/<int:kept>/<int:merged>/apart/", office.apart, name="apart"),
    path("people/merges/<int:pk>/", office.merge_done, name="merge_done"),
    path("people/lists/<int:pk>/undo/", office.undo_attendance_list, name="undo_list"),
]
