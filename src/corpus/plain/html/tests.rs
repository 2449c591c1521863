//! What a page becomes: plain text in sections, and nothing of what is not the document.

use super::*;
use expect_test::{Expect, expect};

fn check(html: &str, expected: Expect) {
    let shown = |section: &Section| format!("{} {}: {}", section.line, section.heading, section.text);
    expected.assert_eq(&read(html).sections.iter().map(shown).collect::<Vec<_>>().join("\n"));
}

#[test]
fn headings_paragraphs_lists_and_tables_become_plain_text() {
    check(
        "<p>First.\n<h1>House <em>rules</em><a href='#x'>¶</a></h1>\n<p>For <b>all</b>\n of&nbsp;us.<p>See \
         <a href=\"https://example.org/a\">the plan</a>.<ul><li>Keys<li><p>Lamps</p><p>too</p></ul>\n\
         <table><tr><th>Day</th><th>Hour</th></tr><tr><td>Monday</td><td></td><td>6 pm</td></tr></table>A<br>B<br><br>C",
        expect![[r"
            0 : First.
            2 House rules¶: For all of us.

            See the plan (https://example.org/a).
            - Keys
            - Lamps too
            - Day; Hour
            - Monday; 6 pm

            A
            B

            C"]],
    );
}

#[test]
fn what_is_not_the_document_is_left_out() {
    check(
        "<title>T</title><h2>Menu</h2><nav>Home <nav>x</nav></nav><main><h2>Keys</h2><script>alert('<p>1')</script>\
         <style>p{}</style>At the <!-- old --> desk.<svg><title>Icon</title></svg><footer>©</footer></main><p>Ads",
        expect![[r"
            0 : 
            1 Keys: At the desk."]],
    );
}

#[test]
fn a_page_tells_its_title_and_its_address() {
    let page = "<title>Rules &amp;\n keys</title><link rel=canonical href='https://example.org/rules'><p>x";
    let outline = read(page);
    assert_eq!(outline.title.as_deref(), Some("Rules &\n keys"));
    assert_eq!(outline.url.as_deref(), Some("https://example.org/rules"));
    assert_eq!(read("<link rel=canonical href='javascript:x'>").url, None);
}

#[test]
fn a_page_of_any_depth_is_read() {
    let deep = format!("{}text{}", "<div><ul><li>".repeat(50_000), "</div>".repeat(50_000));
    assert_eq!(read(&deep).sections[0].text, "- text");
}
