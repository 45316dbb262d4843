"""The staff pages: one engine for lists, drawers, forms and files, and the registers declared on it."""
