"""What the department offers: each service as declared, as set, as it holds; changes are previewed before saved."""
