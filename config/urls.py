"""Every address of the site, and who answers there."""

from django.contrib import admin
from django.urls import include, path

from accounts import data, signing_in, tongue, views_privacy
from coaching.views.phone import log_out
from config.metrics import metrics

handler429 = "accounts.limits.too_many_tries"
handler500 = "config.faults.broken"

urlpatterns = [
    path("admin/", admin.site.urls),
    # Before allauth's own, which they wrap.
    path("accounts/logout/", log_out, name="account_logout"),
    path("accounts/sessions/", signing_in.DevicesView.as_view(), name="usersessions_list"),
    path(
        "accounts/2fa/webauthn/keys/<int:pk>/remove/",
        signing_in.RemovePasskeyView.as_view(),
        name="mfa_remove_webauthn",
    ),
    path(
        "accounts/2fa/totp/deactivate/",
        signing_in.RemoveAppView.as_view(),
        name="mfa_deactivate_totp",
    ),
    path("accounts/2fa/needed/", signing_in.second_factor, name="second_factor"),
    path("accounts/", include("allauth.urls")),
    path("metrics", metrics, name="metrics"),
    path("language/", tongue.language, name="language"),
    path("data/", data.data, name="my_data"),
    path("data/erase/", views_privacy.erase, name="erase"),
    path("privacy/", include("accounts.urls_privacy")),
    path("care/", include("accounts.urls")),
    path("styleguide/", include("coaching.admin.urls_styleguide")),
    path("", include("coaching.urls")),
]
