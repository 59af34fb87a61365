"""Bad inputs, one by one, through real builds of the front door."""
