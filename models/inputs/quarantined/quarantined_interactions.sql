{{ quarantined_rows('interactions') }}
