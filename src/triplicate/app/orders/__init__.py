"""Orders: placing, finding and changing them, and importing vendor documents."""
