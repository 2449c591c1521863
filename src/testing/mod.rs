//! What tests of several modules share: small servers on loopback.

pub mod portal;

use std::time::Duration;

use axum::Router;
use url::Url;

use crate::settings::Fetch;
use crate::sources::fetch::Fetcher;

/// Serves `router` on a free port of loopback until the test ends; the address of its root.
pub async fn serve(router: Router) -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    Url::parse(&format!("http://{address}/")).unwrap()
}

/// Settings that reach loopback and do not wait between requests.
pub fn fetch_settings() -> Fetch {
    Fetch {
        allow_private: true,
        contact: "https://example.org/bot".into(),
        timeout: Duration::from_secs(10),
        max_bytes: 1 << 20,
        spacing: Duration::ZERO,
    }
}

/// A client of such settings.
pub fn fetcher() -> Fetcher {
    Fetcher::new(&fetch_settings()).unwrap()
}
