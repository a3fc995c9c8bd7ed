"""What all tests have at hand."""

pytest_plugins = ["tests.databases", "tests.site", "tests.chromium", "tests.browser.looking"]
