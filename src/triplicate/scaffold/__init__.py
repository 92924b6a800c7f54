"""Makes the folder of a new dialect: `write_dialect` fills in the template beside it."""
