//! From a name to addresses.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

/// From a name to its addresses.
pub type Look = dyn Fn(&str) -> Vec<IpAddr> + Send + Sync;

/// Where names are looked up.
#[derive(Clone, Default)]
pub enum Resolver {
    /// The operating system.
    #[default]
    System,
    /// A table of one's own: tests play a name server that lies.
    Table(Arc<Look>),
}

impl Resolver {
    /// The addresses of a name, in the order they should be tried.
    pub(super) async fn look_up(&self, host: &str, port: u16) -> std::io::Result<Vec<IpAddr>> {
        match self {
            Resolver::System => Ok(tokio::net::lookup_host((host, port)).await?.map(|found| found.ip()).collect()),
            Resolver::Table(table) => Ok(table(host)),
        }
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Resolver::System => "System",
            Resolver::Table(_) => "Table",
        })
    }
}
