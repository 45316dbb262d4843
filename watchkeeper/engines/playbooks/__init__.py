"""Playbooks: versioned lists of steps, run against a target; what is found is fixed and verified."""
