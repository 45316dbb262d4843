"""Pictures of every screen and state, from one seeded house on a clock that stands still: ``make screenshots``."""
