"""Permissions and roles as the people app hands them out; the page itself is in departments, below places."""

from watchkeeper.core.departments.permissions import CLEARED_TO, GRANTED, Permission, Role

__all__ = ["CLEARED_TO", "GRANTED", "Permission", "Role"]
