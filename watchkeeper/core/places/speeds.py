"""How fast people and vehicles move along each kind of way, in meters a second, and where the figures are from."""

from __future__ import annotations

from dataclasses import dataclass

# Comfortable walking of adults is 1.3-1.4 m/s (Bohannon and Williams Andrews, Physiotherapy 97, 2011).
WALK = 1.4
# On stairs, along the slope: field defaults near Fruin, Pedestrian Planning and Design (1971), middle of all ages.
STAIR_UP = 0.55
STAIR_DOWN = 0.7
# Elevators: an average wait of 30 s is what CIBSE Guide D asks of a good installation; 2.5 m/s and doors on top.
ELEVATOR_WAIT_S = 30.0
ELEVATOR_FLOOR_S = 2.5
ELEVATOR_LEAVE_S = 5.0


@dataclass(frozen=True)
class Vehicle:
    """Speeds in m/s on roads and outdoor paths (0: may not use it), and seconds to get on and to leave it.

    Field defaults for campus streets at response speed with crossings; no emergency driving is assumed.
    """

    road: float
    outdoor: float
    mount_s: float
    park_s: float


VEHICLES: dict[str, Vehicle] = {
    "bicycle": Vehicle(road=4.5, outdoor=3.0, mount_s=5.0, park_s=10.0),
    "motorcycle": Vehicle(road=9.0, outdoor=0.0, mount_s=15.0, park_s=15.0),
    "cruiser": Vehicle(road=8.0, outdoor=0.0, mount_s=20.0, park_s=20.0),
}
