"""What a run leaves behind: results, bundles, the HTML report, JUnit XML, the history."""
