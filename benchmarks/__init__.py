"""What is measured, and how: each module says its command."""
