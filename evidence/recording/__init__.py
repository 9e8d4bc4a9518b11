"""What one scenario leaves behind while it runs: traces, steps, calls, pictures, mail."""
