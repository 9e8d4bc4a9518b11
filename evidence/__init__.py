"""What a run leaves behind: journals, traces, pictures, bundles and reports, none of them with a secret in it."""
