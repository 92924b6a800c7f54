"""Orders under `/v1`: placing, listing, amending, and every action."""
