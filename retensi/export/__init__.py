"""Lists of customers as files that other systems import: contacts of the week, audiences, segments."""
