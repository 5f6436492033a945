"""One life told: its dossier, event by event."""
