"""What a machine lacks to run the suite: a browser and a mail server, found first, installed only where missing."""
