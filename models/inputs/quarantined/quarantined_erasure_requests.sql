{{ quarantined_rows('erasure_requests') }}
