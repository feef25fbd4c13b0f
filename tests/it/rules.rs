//! What every answer of the portal obeys, whatever it says: headers, cookies, what is stored where, no address in a link.

use crate::visitor::Page;
use reqwest::header::SET_COOKIE;

/// Fails on the first answer that breaks a rule. Called for every request of every test.
pub fn check(page: &Page, base: &str) {
    let wrong = breaches(page, base);
    assert!(wrong.is_empty(), "{} {} ({}): {}", page.method, page.path, page.status, wrong.join("; "));
}

fn breaches(page: &Page, base: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let header = |name: &str| page.headers.get(name).map_or("", |value| value.to_str().unwrap_or(""));
    let mut require = |name: &str, holds: &dyn Fn(&str) -> bool| {
        if !holds(header(name)) {
            wrong.push(format!("{name} is {:?}", header(name)));
        }
    };
    // A mail's preview is the mail, whose styles are inline: there, and only there, they are allowed, in a sandbox in which
    // nothing runs, loads or is sent.
    let preview =
        page.path.starts_with("/marketing/campaigns/") && page.path.contains("/preview/") && page.status == 200;
    // A file that a person added is a download, and nothing in it runs either.
    let added = page.path.contains("/files/") && page.status == 200;
    let (styles, sent) =
        if preview { ("style-src 'unsafe-inline'", "form-action 'none'") } else { ("", "form-action 'self'") };
    require("content-security-policy", &|v| {
        v.contains("default-src 'none'")
            && v.contains("frame-ancestors 'none'")
            && v.contains("base-uri 'none'")
            && v.contains(sent)
            && v.contains("sandbox") == (preview || added)
            && !v.replace(styles, "").contains("unsafe")
            && !v.contains('*')
    });
    require("x-content-type-options", &|v| v == "nosniff");
    require("referrer-policy", &|v| v == "no-referrer" || v == "same-origin");
    require("cross-origin-opener-policy", &|v| v == "same-origin");
    // What the company's own sites load and tell: open to the sites of the settings, and the test of the banner looks which.
    let for_sites = page.path == "/cookies.js" && [200, 304].contains(&page.status)
        || page.path == "/api/v1/cookies" && [200, 422].contains(&page.status);
    require("cross-origin-resource-policy", &|v| v == if for_sites { "cross-origin" } else { "same-origin" });
    require("permissions-policy", &|v| v.contains("camera=()"));
    require("access-control-allow-origin", &|v| v.is_empty() || (for_sites && v.starts_with("http") && v != "*"));
    require("server", &str::is_empty);
    require("x-powered-by", &str::is_empty);
    let asks = ["/api/v1/consents?", "/api/v1/freshness?"];
    let for_programs = asks.iter().any(|path| page.path.starts_with(path)) && matches!(page.status, 200 | 304);
    if for_programs {
        require("cache-control", &|v| v == "private, no-cache");
    }
    let script = page.path == "/cookies.js" && matches!(page.status, 200 | 304);
    if script {
        require("cache-control", &|v| v.starts_with("public, max-age=300,"));
        require("vary", &|v| v.contains("origin"));
    }
    let is_asset = for_programs || script || page.path.starts_with("/assets/");
    // A look has addresses of its own, which never change.
    let is_asset = is_asset || page.path.starts_with("/brand/") && page.status == 200;
    if !is_asset {
        require("cache-control", &|v| v.contains("no-store"));
    }
    let no_body = page.bytes.is_empty() || page.status == 204;
    if !no_body {
        require("content-type", &|v| {
            let text = v.starts_with("text/") || v.starts_with("application/json");
            !v.is_empty() && (!text || v.contains("charset=utf-8") || v.starts_with("application/json"))
        });
    }
    for cookie in page.headers.get_all(SET_COOKIE) {
        let cookie = cookie.to_str().unwrap();
        let name = cookie.split('=').next().unwrap();
        let lower = cookie.to_ascii_lowercase();
        for part in ["httponly", "samesite=", "path=/"] {
            if !lower.contains(part) {
                wrong.push(format!("cookie {name} without {part}"));
            }
        }
        if lower.contains("domain=") || lower.contains("samesite=none") {
            wrong.push(format!("cookie {name} goes too far"));
        }
        if base.starts_with("https:") && !(lower.contains("secure") && name.starts_with("__Host-")) {
            wrong.push(format!("cookie {name} is not bound to the host"));
        }
        if cookie.len() >= 4096 {
            wrong.push(format!("cookie {name} is {} bytes", cookie.len()));
        }
    }
    if page.path.contains('@') || page.path.contains("%40") {
        wrong.push("an address stands in a URL".into());
    }
    if page.location().is_some_and(|to| to.contains('@') || to.contains("%40")) {
        wrong.push("a redirect carries an address".into());
    }
    if let Some(to) = page.location().filter(|to| !to.starts_with('/') && !to.starts_with(base)) {
        wrong.push(format!("a redirect leaves the portal: {to}"));
    }
    wrong
}
