"""The platforms, tried through servers on loopback sockets that are as strict as the real ones."""
