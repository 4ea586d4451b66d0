from django.urls import path

from accounts import entrance, views

# allauth's own names and addresses; these pages come before its own.
urlpatterns = [
    path("login/", entrance.SignIn.as_view(), name="account_login"),
    path("login/code/", entrance.AskForCode.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", entrance.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("signup/", entrance.SignUp.as_view(), name="account_signup"),
    path("confirm-email/", entrance.ProveAddress.as_view(), name="account_email_verification_sent"),
    path("name/", views.name, name="name"),
    path("profile/", views.profile, name="profile"),
    path("letters/", views.letters, name="letters"),
    path("letters/<int:pk>/", views.letter, name="letter"),
]
