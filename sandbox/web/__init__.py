"""What the portal serves to browsers: the client, and what surrounds every answer."""
