"""What all channels do alike to keep within their limits: shorten titles, make pages, number choices."""
