"""Every change to the registry of places, each atomic and journaled."""

from watchkeeper.core.places.actions.cautions import add_caution, end_caution, purge_cautions
from watchkeeper.core.places.actions.closing import close_way, open_way
from watchkeeper.core.places.actions.editing import edit_place
from watchkeeper.core.places.actions.importing import import_geojson
from watchkeeper.core.places.actions.lines import add_line, record_test_call, update_line
from watchkeeper.core.places.actions.loading import load_department

__all__ = [
    "add_caution",
    "add_line",
    "close_way",
    "edit_place",
    "end_caution",
    "import_geojson",
    "load_department",
    "open_way",
    "purge_cautions",
    "record_test_call",
    "update_line",
]
