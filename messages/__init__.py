"""What is said, on no platform in particular: requests, replies, words, problems, letters."""
