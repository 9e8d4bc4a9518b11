"""What a run needs on this machine: a browser and a mail server, installed only where missing."""
