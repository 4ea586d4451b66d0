"""The demonstration office: invented people and activities, made by the application's own services."""
