"""The sign-in desk: allauth bent to this house (adapters, forms, pages), and the demo's one-click sign-in."""
