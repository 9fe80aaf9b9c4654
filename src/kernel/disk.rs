//! How much room there is where a folder stands.

use crate::{Error, Result};
use std::path::Path;

/// A disk's room, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// What this program may still write.
    pub free: u64,
    /// All there is.
    pub total: u64,
}

/// The room of the disk on which this folder stands.
///
/// # Errors
/// When there is no such folder.
pub fn space(folder: &Path) -> Result<Space> {
    let found = rustix::fs::statvfs(folder).map_err(Error::broken)?;
    Ok(Space { free: found.f_bavail * found.f_frsize, total: found.f_blocks * found.f_frsize })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_stands_on_a_disk_with_some_room() {
        let space = space(&std::env::temp_dir()).unwrap();
        assert!(space.free <= space.total && space.total > 0, "{space:?}");
        assert!(super::space(Path::new("/no/such/folder")).is_err());
    }
}
