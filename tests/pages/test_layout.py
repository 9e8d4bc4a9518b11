"""Pictures beside a form are distinguished from its background and from a logo."""

import pytest
from playwright.sync_api import Page

from pages import Layout

FORM = "<form style='position: absolute; left: 20px; top: 20px; width: 300px'><input aria-label='Email'></form>"
BESIDE = "position: absolute; left: 640px; top: 0; width: 640px; height: 800px"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (f"<img alt='' style='{BESIDE}'>", ["<img> of 640 x 800 px"]),
        (f"<div style='{BESIDE}; background: url(picture.png)'></div>", ["<div> of 640 x 800 px"]),
        (f"<svg style='{BESIDE}'></svg>", ["<svg> of 640 x 800 px"]),
        (f"<style>@media (width > 600px) {{ img {{ display: none }} }}</style><img alt='' style='{BESIDE}'>", []),
        (f"<img alt='' style='{BESIDE}; visibility: hidden'>", []),
        (f"<div style='{BESIDE}; background: linear-gradient(red, blue)'></div>", []),
        ("<img alt='' style='width: 200px; height: 60px'>", []),
        (f"<img alt='' style='{BESIDE}; left: 0; width: 1280px'>", []),
    ],
    ids=["picture", "CSS", "SVG", "narrow windows only", "hidden", "gradient", "logo", "background of the page"],
)
def test_a_large_picture_beside_the_form_is_an_illustration(page: Page, html: str, found: list[str]) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.set_content(f"<body style='margin: 0'>{html}{FORM}")
    page.set_default_timeout(300)

    assert Layout(page).illustrations() == found
