"""What is noted in passing: the A.L.E.R.T. tag on a door or a thing that nobody watches."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from watchkeeper.engines.playbooks.spec import FindingSpec, Repeat, Risk

ALERT_TAG = FindingSpec(
    key="alert_tag", name=_("A.L.E.R.T. tag"), owes=("S21",), risk=Risk.LOW, owner="coordinator",
    about=_("A sticker left on a door or a thing found unattended: Awareness Lets Everyone Reduce Theft."),
    choices={
        "door": _("Door not locked"), "office": _("Office open, nobody there"),
        "laptop": _("Laptop or phone unattended"), "bag": _("Bag or purse unattended"),
        "keys": _("Keys or badge left behind"), "other": _("Something else unsecured"),
    },
    repeat=Repeat(
        3, timedelta(days=30), opens="security_survey",
        advice=_("Offer a locking device for what is carried off easily."),
    ),
)  # fmt: skip

TAGS = (ALERT_TAG,)
