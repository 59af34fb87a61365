"""What takes minutes: uv run --group dev pytest tests/long."""
