from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import settings as search
from hypothesis import strategies as st

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.places.actions import import_geojson
from watchkeeper.core.places.features import read
from watchkeeper.core.places.models import Node, Site
from watchkeeper.core.places.tests.conftest import a_house, collection
from watchkeeper.kit.errors import Invalid

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=150),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)
SPOILED = ("id", "geometry", "properties", "coordinates", "type", "site", "aliases", "class", "number", "meters")
fields = st.sampled_from([*SPOILED, "seconds", "name", "kind", "level", "floor", "building", "node", "from", "way"])


def spoiled(features: list[dict[str, Any]], index: int, field: str, value: Any) -> list[dict[str, Any]]:
    features = deepcopy(features)
    feature = features[index % len(features)]
    if field in ("coordinates", "type"):
        feature["geometry"][field] = value
    elif field in ("id", "geometry", "properties"):
        feature[field] = value
    else:
        feature["properties"][field] = value
    return features


@pytest.mark.property
@search(max_examples=300)
@given(junk)
def test_whatever_a_file_holds_it_is_read_to_its_end(whole: Any) -> None:
    for candidate in (whole, {"type": "FeatureCollection", "features": whole}, collection(whole)):
        reading = read(candidate, known={}, sites={"main": (-71.07, 42.36)}, site="main")
        assert reading.faults or not reading.features


@pytest.mark.property
@search(max_examples=120)
@given(st.integers(0, 100), fields, junk)
def test_one_spoiled_value_is_refused_in_words_or_harmless(
    site: Site, house: Actor, index: int, field: str, value: Any
) -> None:
    with transaction.atomic():
        with suppress(Invalid):
            import_geojson(collection(*spoiled(a_house(), index, field, value)), by=house, site="main")
        assert Node.objects.exists() == Entry.objects.exists()
        transaction.set_rollback(True)
