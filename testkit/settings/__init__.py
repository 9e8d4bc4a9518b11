"""What to run against and how, with the secrets that go with it."""
