use super::Web;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web::Data};
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr};

/// Where a request comes from, for limits. Never logged and never stored as it is.
#[derive(Clone, Copy)]
pub struct ClientIp(IpAddr);

impl ClientIp {
    /// What counts as one place: an IPv4 address, or an IPv6 network of 64 bits, which one household has.
    pub fn place(self) -> String {
        match self.0 {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => v6.segments().iter().take(4).map(|part| format!("{part:x}:")).collect(),
        }
    }

    /// From the connection; from X-Forwarded-For only as far as trusted proxies wrote it.
    pub(super) fn of(request: &HttpRequest, web: &Web) -> Self {
        let trusted = |ip: IpAddr| web.site.trusted_proxies.iter().any(|network| network.contains(ip));
        let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
        if !trusted(peer) {
            return Self(peer);
        }
        let lines = request.headers().get_all("x-forwarded-for").filter_map(|line| line.to_str().ok());
        let hops: Vec<IpAddr> =
            lines.flat_map(|line| line.split(',')).map_while(|hop| hop.trim().parse().ok()).collect();
        Self(hops.into_iter().rev().find(|hop| !trusted(*hop)).unwrap_or(peer))
    }
}

impl FromRequest for ClientIp {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let unknown = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        ready(Ok(request.app_data::<Data<Web>>().map_or(unknown, |web| Self::of(request, web))))
    }
}
