"""What is said to people, and what they say back. Feedback and tips stand; bulletins and alerts come beside them."""
