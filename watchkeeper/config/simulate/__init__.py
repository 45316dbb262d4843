"""A department that lives by itself: callers, a desk and crews, driven through the real actions on a real database.

One seed replays a whole run: everything is a script stepped by one scheduler in one process, and chance comes from
``kit.chance``. The demo lives on the wall clock; a run on a stepped clock adds faults and checks the invariants.
"""
