"""One click into any role, in the demo only: without ``DEMO`` these addresses do not exist."""

from __future__ import annotations

import ipaddress
import os

from django.conf import settings
from django.contrib.auth import login as django_login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from watchkeeper.config.sign_in.desk import address_of, enter, keep_device
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.cast import one
from watchkeeper.core.people.permissions import Role

_LOOPBACK = {"localhost", "127.0.0.1", "[::1]", ".localhost", "testserver"}


def is_exposed() -> bool:
    """Whether the demo answers to a name that is not this machine's own, without that being allowed in words."""
    return bool(settings.DEMO) and not _anywhere() and not set(settings.ALLOWED_HOSTS) <= _LOOPBACK


def demo_urls() -> list[URLPattern]:
    """The demo's addresses; none outside it. Raises ``ImproperlyConfigured`` for a demo open to the world."""
    if not settings.DEMO:
        return []
    if is_exposed():
        raise ImproperlyConfigured("The demo lets anyone in and answers only on this machine. See WATCHKEEPER_DEMO.")
    return [
        path("demo/", choose, name="demo"),
        path("demo/sign-in/<slug:role>/", sign_in_as, name="demo_sign_in"),
    ]


@login_not_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Every role of every department, one button each."""
    _here_only(request)
    page = {"departments": Department.objects.order_by("pk"), "roles": [(r.value, _words(r)) for r in Role]}
    return render(request, "sign_in/demo.html", page)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_as(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the cast's ``role``; ``?department=key`` (default: the first) and ``?next=/path/``."""
    _here_only(request)
    wanted = role.replace("-", "_")
    if wanted not in {r.value for r in Role}:
        raise Http404
    department = _department(request.GET.get("department", ""))
    account = one(department, system(department.pk, "demo"), Role(wanted))
    django_login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    enter(request, account, method="demo")
    response = HttpResponseRedirect(_next(request))
    keep_device(request, response)
    return response


def _department(key: str) -> Department:
    if key:
        return get_object_or_404(Department, key=key)
    first = Department.objects.order_by("pk").first()
    if first is None:
        raise Http404
    return first


def _here_only(request: HttpRequest) -> None:
    # A caller may write any Host; the address of the connection is what counts.
    address = address_of(request)
    if not settings.DEMO or not (_anywhere() or (address and ipaddress.ip_address(address).is_loopback)):
        raise Http404


def _anywhere() -> bool:
    return os.environ.get("WATCHKEEPER_DEMO_ANYWHERE") == "1"


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else str(settings.LOGIN_REDIRECT_URL)


def _words(role: Role) -> str:
    return role.value.replace("_", " ").capitalize()
