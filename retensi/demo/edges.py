EDGES = ()
