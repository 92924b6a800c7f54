"""Stored files: uploads, look-ups, signed links; `content` inspects and sanitises their bytes."""
