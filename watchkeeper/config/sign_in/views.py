"""My account, and the locked screen."""

from __future__ import annotations

from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchkeeper.config.sign_in.desk import address_of
from watchkeeper.config.sign_in.forms import UnlockForm
from watchkeeper.core.people.access import SignedOut, actor_for, session_row
from watchkeeper.core.people.actions import lock_session, sign_out, unlock_session
from watchkeeper.core.people.models import Account, AccountRole, Duty, Session
from watchkeeper.core.people.rights import actor_of
from watchkeeper.core.people.sessions import is_live, is_locked, session_ref
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed


class PasskeySignIn(LoginWebAuthnView):
    """Signing in by passkey alone; a passkey nobody here has leads back to the page, which says so."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Back to sign-in, in words."""
        return HttpResponseRedirect(f"{reverse('account_login')}?passkey=unknown")


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """My account: who I am here, how I sign in, where I am signed in."""
    row = _mine(request)
    account = cast(Account, row.account)
    factors = list(Authenticator.objects.filter(user=account).order_by("created_at"))
    page = {
        "account": account,
        "roles": AccountRole.objects.filter(account=account),
        "duty": Duty.objects.filter(person=account.person, ended_at__isnull=True).first(),
        "passkeys": [f for f in factors if f.type == Authenticator.Type.WEBAUTHN],
        "app": next((f for f in factors if f.type == Authenticator.Type.TOTP), None),
        "codes": next((f for f in factors if f.type == Authenticator.Type.RECOVERY_CODES), None),
        "has_password": account.has_usable_password(),
        "devices": _devices(account, row),
    }
    return render(request, "sign_in/me.html", page)


@require_POST
def sign_out_device(request: HttpRequest, ref: str) -> HttpResponse:
    """Sign out another of my devices."""
    row = _mine(request)
    account = cast(Account, row.account)
    held = next((s for s in Session.objects.filter(account=account) if session_ref(s.session_key) == ref), None)
    if held is None:
        raise NotAllowed("This device is signed out already.", hidden=True)
    sign_out(account, by=actor_for(request), session_key=held.session_key, address=address_of(request))
    return redirect("me")


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock this screen now."""
    lock_session(_mine(request), by=actor_for(request), why="by hand")
    return redirect("unlock")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Open a locked screen with password or passkey; the page underneath was never left, or ``next`` is opened."""
    row = _mine(request)
    account = cast(Account, row.account)
    by_passkey = "credential" in request.POST
    data = request.POST if request.method == "POST" else None
    form: Form
    form = ReauthenticateWebAuthnForm(data, user=account) if by_passkey else UnlockForm(data, account=account)
    if data is None or not form.is_valid():
        return _still_locked(request, account, form)
    if is_locked(row):
        unlock_session(row, by=actor_of(account, device=row.device), method="passkey" if by_passkey else "password")
    return HttpResponse(status=204) if _is_script(request) else HttpResponseRedirect(_next(request))


@login_not_required
@never_cache
@require_GET
def unlock_options(request: HttpRequest) -> JsonResponse:
    """What a locked page needs to ask for the passkey or the password of whoever sat here."""
    account = cast(Account, _mine(request).account)
    has_passkey = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).exists()
    options = webauthn.begin_authentication(account) if has_passkey else None
    return JsonResponse({"request_options": options, "csrf": get_token(request), "name": str(account)})


@never_cache
@require_http_methods(["GET", "POST"])
def alive(request: HttpRequest) -> JsonResponse:
    """Is this screen still signed in and open? GET with ``X-Passive`` asks; POST says that a person is here."""
    return JsonResponse({"name": actor_for(request).name, "csrf": get_token(request)})


def _mine(request: HttpRequest) -> Session:
    row = session_row(request)
    if row is None or row.account is None or not row.account.may_enter:
        raise SignedOut("Sign in first.")
    return row


def _devices(account: Account, here: Session) -> list[dict[str, object]]:
    rows = Session.objects.filter(Q(account=account), expire_date__gt=clock.now()).select_related(
        "console", "account__person"
    )
    return [
        {"row": row, "ref": session_ref(row.session_key), "is_here": row.pk == here.pk, "is_open": is_live(row)}
        for row in rows.order_by("-last_seen_at")
    ]


def _still_locked(request: HttpRequest, account: Account, form: Form) -> HttpResponse:
    if _is_script(request) and form.errors:
        raise Invalid("This did not open the screen.", fields={k: list(map(str, v)) for k, v in form.errors.items()})
    page = {
        "account": account,
        "form": form if isinstance(form, UnlockForm) else UnlockForm(account=account),
        "passkey_error": not isinstance(form, UnlockForm) and bool(form.errors),
        "has_password": account.has_usable_password(),
        "has_passkey": Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).exists(),
        "next": _next(request),
    }
    return render(request, "sign_in/unlock.html", page, status=422 if form.errors else 200)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/me/"


def _is_script(request: HttpRequest) -> bool:
    return "json" in request.headers.get("Accept", "") and "text/html" not in request.headers.get("Accept", "")
