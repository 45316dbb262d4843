"""The live process: a raw ASGI hub for the feed, and on PostgreSQL the sealer. It never writes but to seal."""
