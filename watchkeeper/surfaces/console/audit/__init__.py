"""The audit: who read or changed what, in words, for those who answer for it."""
