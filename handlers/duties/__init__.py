"""What Kopdar does by itself when it is due; one file a duty, file name = name of the duty."""
