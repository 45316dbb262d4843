from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.kit.geometry import Plane, fault, length_m, meters_between, middle

BOSTON = Plane(-71.0686, 42.3629)
offsets = st.floats(-3000, 3000)


@given(offsets, offsets)
def test_meters_and_degrees_turn_into_each_other(east: float, north: float) -> None:
    back = BOSTON.to_meters(*BOSTON.to_degrees(east, north))
    assert back == pytest.approx((east, north), abs=0.02)


@given(offsets, offsets)
def test_distance_is_the_same_both_ways(east: float, north: float) -> None:
    here, there = BOSTON.to_degrees(0, 0), BOSTON.to_degrees(east, north)
    assert meters_between(here, there) == pytest.approx(meters_between(there, here))
    assert meters_between(here, there) == pytest.approx((east**2 + north**2) ** 0.5, rel=0.002, abs=0.05)


def test_a_degree_of_latitude_is_its_known_length() -> None:
    assert meters_between((-71, 42), (-71, 43)) == pytest.approx(111_195, rel=0.001)
    assert length_m([(-71, 42), (-71, 42.5), (-71, 43)]) == pytest.approx(111_195, rel=0.001)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (None, "no geometry"),
        ({"type": "Point"}, "no geometry"),
        ({"type": "Point", "coordinates": []}, "no coordinates"),
        ({"type": "Point", "coordinates": [float("nan"), 1]}, "no coordinates"),
        ({"type": "Point", "coordinates": ["a", "b"]}, "no coordinates"),
        ({"type": "Point", "coordinates": [236000.0, 900000.0]}, "wrong projection"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "self-intersection"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "cannot be read"),
        ({"type": "Blob", "coordinates": [[0, 0]]}, "cannot be read"),
        ({"type": "LineString", "coordinates": [[0, 0], [0, 0]]}, "too few points"),
    ],
)
def test_a_fault_is_named_in_words(geometry: Any, words: str) -> None:
    assert words in fault(geometry).lower()


def test_a_good_geometry_has_no_fault() -> None:
    assert fault({"type": "Point", "coordinates": [-71, 42]}) == ""
    assert fault({"type": "LineString", "coordinates": [[0, 0], [0, 0]]}, vertical=True) == ""


def test_the_middle_lies_on_the_shape() -> None:
    horseshoe = [[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3], [0, 0]]
    x, y = middle({"type": "Polygon", "coordinates": [horseshoe]})
    assert not (1 < x < 2 and y > 1)
    assert middle({"type": "LineString", "coordinates": [[0, 0], [2, 0]]}) == (1, 0)
