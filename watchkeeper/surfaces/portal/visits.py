"""Who looks at the public site, and from where: department, site, the number to dial, the browser's own mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import lines
from watchkeeper.core.places.models import Line, Site
from watchkeeper.core.services import registry
from watchkeeper.core.services.kinds import Door, Topic
from watchkeeper.core.services.spec import Service
from watchkeeper.kit import clock
from watchkeeper.kit.errors import NotAllowed

SITE_COOKIE = "site"
BROWSER_COOKIE = "asker"
LONGEST_COOKIE = 64
LONGEST_CODE = 140
NEAR = timedelta(hours=6)  # over midnight a clock time alone is still plain


@dataclass(frozen=True)
class Visit:
    """One look at a department's public site. ``browser`` is "" for a browser that keeps no cookies."""

    department: Department
    sites: tuple[Site, ...]
    site: Site | None
    line: Line | None
    inside: str
    browser: str
    address: str
    at: str

    @property
    def query(self) -> str:
        """What a link within the site carries along: the site, and the place of a printed code."""
        given = {"site": self.site.key if self.site else "", "at": self.at}
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def actor(self) -> Actor:
        """The public, acting: it may ask, add to what it asked, take it back, and say what it thinks."""
        allowed = frozenset({Permission.CALL_OPEN, Permission.CALL_NOTE, Permission.FEEDBACK_GIVE})
        return Actor(department_id=self.department.pk, key="portal", name="portal", permissions=allowed)

    @property
    def offered(self) -> list[Service]:
        """What the public may ask this department for."""
        return [service for service in registry.offered(self.department.pk) if Door.PORTAL in service.doors]

    @property
    def reports(self) -> list[Service]:
        """What may be reported here."""
        return [service for service in self.offered if service.topic is Topic.REPORT and not service.is_house]

    @property
    def anything(self) -> Service | None:
        """What takes a need in one's own words, where that is offered."""
        return next((service for service in self.offered if service.key == "generic_assistance"), None)

    @property
    def dial(self) -> str:
        """The number as a telephone link wants it: "+16177262121"; "911" where no line is known."""
        number = lines.digits(self.line.number) if self.line else ""
        return f"+1{number}" if len(number) == 10 else number or "911"

    @property
    def number(self) -> str:
        """The number to show first."""
        return self.line.number if self.line and self.line.number else "911"

    @property
    def where(self) -> str:
        """Whose number it is, and when it is answered."""
        if self.line is None:
            return ""
        name = self.line.site.name if self.line.site else self.department.name
        said = [_("%(site)s, 24 hours.") % {"site": name}]
        if self.site is not None and self.line.site_id not in {None, self.site.pk}:
            said.append(_("They answer for %(site)s too.") % {"site": self.site.name})
        elif self.inside:
            said.append(_("From a phone on site dial %(number)s.") % {"number": self.inside})
        return " ".join(said)

    @property
    def numbers(self) -> list[tuple[Site, Line | None]]:
        """Every site with the number that is answered for it (one query)."""
        found = lines.emergencies(self.department.pk, self.sites)
        return [(site, found[site.pk]) for site in self.sites]

    def service(self, key: str) -> Service:
        """The service ``key`` if the public may ask for it; else there is nothing here."""
        found = next((service for service in self.offered if service.key == key), None)
        if found is None:
            raise NotAllowed("", hidden=True)
        return found

    def local(self, at: datetime) -> datetime:
        """``at`` on the department's clock."""
        return at.astimezone(ZoneInfo(self.department.time_zone))

    def clock_time(self, at: datetime) -> str:
        """``at`` as people read it here: "14:08", with the date when that could be another day's."""
        there = self.local(at)
        is_near = abs(at - clock.now()) < NEAR or there.date() == self.local(clock.now()).date()
        # Translators: a date and a time as PHP's date() spells them, such as "Tue Mar 3, 09:00".
        return date_format(there, "H:i" if is_near else _("D M j, H:i"), use_l10n=False)

    def day(self, at: datetime) -> str:
        """The day of ``at`` as people say it here: "Tuesday, March 3"."""
        # Translators: a day as PHP's date() spells it, such as "Tuesday, March 3".
        return date_format(self.local(at), _("l, F j"), use_l10n=False)

    def date(self, at: datetime) -> str:
        """The day of ``at``, short: "Tue Mar 3"."""
        # Translators: a day as PHP's date() spells it, short, such as "Tue Mar 3".
        return date_format(self.local(at), _("D M j"), use_l10n=False)

    def hours(self, starts_at: datetime, ends_at: datetime | None) -> str:
        """From when to when: "10:00 – 12:00", with the other day where it ends on another."""
        starts, ends = self.local(starts_at), self.local(ends_at) if ends_at else None
        if ends is None:
            return f"{starts:%H:%M}"
        last = f"{ends:%H:%M}" if ends.date() == starts.date() else f"{self.day(ends)} {ends:%H:%M}"
        return f"{starts:%H:%M} – {last}"


def visit(request: HttpRequest, key: str) -> Visit:
    """The visit of ``request`` to the department ``key``; raises a hidden :class:`NotAllowed` when there is none.

    The site is the one asked for, else the one this browser chose before, else the main one.
    """
    department = Department.objects.filter(key=key).first()
    if department is None:
        raise NotAllowed("", hidden=True)
    kept, _dot, site_key = request.COOKIES.get(SITE_COOKIE, "").partition(".")
    wanted = request.GET.get("site") or (site_key if kept == key else "")
    return visit_of(request, department, site_key=wanted)


def _inside(line: Line | None) -> str:
    """The short number that does the same from a telephone on site ("100"), or ""."""
    if line is None or line.site_id is None or line.short_number:
        return line.short_number if line else ""
    near = Line.objects.filter(department_id=line.department_id, site_id=line.site_id, is_emergency=True)
    return near.exclude(short_number="").values_list("short_number", flat=True).first() or ""


def visit_of(request: HttpRequest, department: Department, *, site_key: str = "", site_id: int | None = None) -> Visit:
    """The visit of ``request`` to ``department``, at the site of that key or row, else at the main site."""
    sites = tuple(Site.objects.filter(department=department).order_by("order", "id"))
    asked = [site for site in sites if site.key == site_key or site.pk == site_id]
    site = next(iter([*asked, *(one for one in sites if one.is_main), *sites]), None)
    line = lines.emergency(site) if site else None
    browser = request.COOKIES.get(BROWSER_COOKIE, "")
    return Visit(
        department=department,
        sites=sites,
        site=site,
        line=line,
        inside=_inside(line),
        browser=browser if len(browser) <= LONGEST_COOKIE else "",
        address=request.META.get("REMOTE_ADDR", ""),
        at=request.GET.get("at", "")[:LONGEST_CODE],
    )
