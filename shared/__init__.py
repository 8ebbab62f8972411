"""What every service stands on; nothing here knows a service."""
