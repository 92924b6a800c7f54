"""What blobs are named by: whatever else lies in a directory or bucket is somebody else's, and is left alone."""

import re

ACCOUNT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DIGEST = re.compile(r"[0-9a-f]{64}")
