"""A run step by step with its evidence, the playbooks there are, and each of them on paper."""
