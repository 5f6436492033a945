"""Run folders: what a run leaves behind, written so that nothing complete is ever lost, and opened lazily."""
