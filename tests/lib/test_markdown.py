"""Texts of people: their headings, lists and links, and nothing that acts."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.lib import markdown
from coordination.lib.markdown import clean, to_html

JS = "javascript:alert(1)"
# What has worked against other people's sites, as text, as HTML and as Markdown.
CORES = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", f"<a href='{JS}'>x</a>",
    "<iframe src='//evil.example'></iframe>", f"[x]({JS})", "[x](JaVaScRiPt:alert(1))", "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))", "[x](data:text/html,<script>alert(1)</script>)", "[x](vbscript:msgbox(1))",
    "![x](http://evil.example/pixel.png)", f"![x]({JS})", f"<{JS}>", "[x]: javascript:alert(1)\n\n[x]",
    "<body onload=alert(1)>", "<style>@import 'http://evil.example'</style>", "<math><mi xlink:href='javascript:x'>",
    "<object data='http://evil.example'></object>", "<embed src='http://evil.example'>",
    "<form action='http://evil.example'><input name=q></form>", "<meta http-equiv=refresh content='0;url=//evil'>",
    "<link rel=stylesheet href='//evil.example'>", "<base href='//evil.example/'>", "<details open ontoggle=alert(1)>",
    "<p style='background:url(http://evil.example)'>x</p>", "<video src=x onerror=alert(1)>", "<!--><script>alert(1)//",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<template><script>alert(1)</script></template>",
    "<a href='http://x' onclick=alert(1)>x</a>", "<button formaction='javascript:alert(1)'>x</button>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>", "[x](<javascript:alert(1)>)", "[x](http://x\" onclick=\"alert(1))",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>", "`<script>alert(1)</script>`",
    "<marquee onstart=alert(1)>", "<x onfocus=alert(1) tabindex=1 id=x>", "[x](file:///etc/passwd)",
]  # fmt: skip
WRAPS = ["{}", "# {}", "* {}", "| a |\n|---|\n| {} |", "> {}"]
PAYLOADS = [wrap.format(core) for core in CORES for wrap in WRAPS]


class Reader(HTMLParser):
    """Collects what a browser would see as elements and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))


def elements(html: str):
    reader = Reader()
    reader.feed(html)
    return reader.elements


def active(html: str) -> list[str]:
    found = []
    for tag, attributes in elements(html):
        if tag not in markdown.TAGS:
            found.append(tag)
        for name, value in attributes.items():
            if name.startswith("on") or name in {
                "style",
                "src",
                "srcset",
                "action",
                "formaction",
                "id",
                "class",
            }:
                found.append(f"{tag} {name}")
            if name == "href" and not re.match(
                r"(https?:|mailto:|tel:|/|#|[^:]*$)", value or "", re.IGNORECASE
            ):
                found.append(f"{tag} {value}")
    return found


def test_there_are_two_hundred_payloads():
    assert len(PAYLOADS) >= 200


@pytest.mark.parametrize("core", CORES)
def test_no_payload_leaves_anything_active(core):
    for wrap in WRAPS:
        assert active(to_html(wrap.format(core))) == []


def test_the_reader_would_see_something_active():
    assert active("<p onclick='x'><img src=x><a href='javascript:x'>") == [
        "p onclick",
        "img",
        "img src",
        "a javascript:x",
    ]


def test_what_people_need_is_there():
    html = to_html(
        "# Ziele\n\n**wichtig** und *leise*\n\n1. eins\n2. zwei\n\n> Zitat\n\n"
        "| Wer | Wann |\n|---|---:|\n| Amt | bald |\n"
    )

    assert "<h2>Ziele</h2>" in html
    assert "<strong>wichtig</strong> und <em>leise</em>" in html
    assert "<ol>" in html
    assert '<th scope="col">Wer</th>' in html
    assert "<td>bald</td>" in html
    assert "style" not in html


def test_the_page_keeps_its_own_first_heading():
    assert [tag for tag, _ in elements(to_html("# a\n## b\n### c\n###### d"))] == ["h2", "h3", "h4", "h4"]


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=1", "mailto:ada@example.org", "tel:+498005550100"]
)
def test_links_lead_out_without_telling_where_from(address):
    ((_, _), (tag, attributes)) = elements(to_html(f"[Seite]({address})"))

    assert tag == "a"
    assert attributes["href"] == address
    assert "noopener" in attributes["rel"]


def test_a_picture_becomes_its_text():
    assert (
        to_html("![Karte](http://evil.example/x.png)").count("<") == to_html("x").count("<") + 2
    )  # a link at most
    assert "<img" not in to_html("![Karte](http://evil.example/x.png)")


def test_the_filter_is_safe_in_templates():
    page = Template("{% load house %}{{ text|markdown }}").render(Context({"text": "**a** <b>"}))

    assert page == "<p><strong>a</strong> &lt;b&gt;</p>\n"


def test_an_endless_text_is_refused():
    with pytest.raises(ValueError, match="100000"):
        to_html("x" * 100_001)


MIXED = st.text(alphabet=st.sampled_from("<>/\"'=&;:()[]!#*`_-| \n\tjavscriptonxhr0é"), max_size=80)


@settings(max_examples=150, deadline=None)
@given(MIXED)
def test_whatever_is_typed_nothing_acts_and_cleaning_again_changes_nothing(text):
    html = to_html(text)

    assert active(html) == []
    assert clean(html) == html


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(CORES), max_size=4), MIXED)
def test_payloads_in_any_order_do_not_act_either(parts, glue):
    assert active(to_html(glue.join(parts))) == []
