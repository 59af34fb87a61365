"""The front door in Python: how a shop's own files become the inputs."""
