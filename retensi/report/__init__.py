"""One HTML file that says how the shop does, made from the marts."""
