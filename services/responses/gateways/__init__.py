"""Systems outside the service: age, the time-stamping authority, the files of uploads, the opening worker."""
