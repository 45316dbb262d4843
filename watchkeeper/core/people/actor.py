"""Who is acting, as the people app hands it out; the value itself is in departments, below places."""

from watchkeeper.core.departments.actor import Actor, system, with_roles

__all__ = ["Actor", "system", "with_roles"]
