"""Every address of the site, and who answers there."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from coaching.views.phone import log_out
from config.metrics import metrics

# Else the admin's own form would let anybody guess passwords without limit or second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "config.faults.broken"

urlpatterns = [
    path("admin/", admin.site.urls),
    # Before allauth's own, which it wraps.
    path("accounts/logout/", log_out, name="account_logout"),
    path("accounts/", include("allauth.urls")),
    path("metrics", metrics, name="metrics"),
    path("care/", include("accounts.urls")),
    path("", include("coaching.urls")),
]
