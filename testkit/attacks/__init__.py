"""What an attacker sends: bad tokens, forged headers, malformed addresses."""
