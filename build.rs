//! Puts the browser files into the binary: finds the npm packages, joins the style sheets, names every file by the hash
//! of its contents, compresses it, and writes the table that `views/ui/assets.rs` includes.
//!
//! Everything is written below OUT_DIR; the source tree is only read. The npm packages come from the first of:
//! the folder named by STEWARD_NODE_MODULES, `node_modules` beside `package.json`, `npm ci` into OUT_DIR.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use sha2::{Digest, Sha256};

/// The style sheets of every page, in the order of the cascade.
const APP_CSS: &[&str] = &[
    "tokens",
    "reset",
    "base",
    "layout",
    "button",
    "card",
    "badge",
    "message",
    "table",
    "choose",
    "form",
    "rights",
    "overlay",
    "console",
    "feed",
    "told",
    "why",
    "chart",
    "public",
    "utilities",
    "print",
];

/// A day of 25 hours in cells of 5 minutes: the longest timeline. The rules for its cells are generated.
const CALENDAR_CELLS: usize = 300;

/// How many bookings may stand above each other in one row of the timeline.
const CALENDAR_LANES: usize = 12;

/// Characters of the hash that go into a file's name.
const HASH_LENGTH: usize = 12;

const NODE_MODULES: &str = "STEWARD_NODE_MODULES";

/// Why the build stopped: one sentence for the person at the terminal.
type Outcome<T> = Result<T, String>;

fn main() {
    if let Err(sentence) = embed() {
        // Cargo shows the standard error of a build script that fails.
        eprintln!("\n{sentence}\n");
        std::process::exit(1);
    }
}

fn embed() -> Outcome<()> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("../..");
    let out = PathBuf::from(variable("OUT_DIR")?);
    for name in ["build.rs", "package.json", "package-lock.json", "assets"] {
        println!("cargo:rerun-if-changed={}", root.join(name).display());
    }
    println!("cargo:rerun-if-env-changed={NODE_MODULES}");

    let modules = node_modules(&root, &out)?;
    let inter = modules.join("@fontsource-variable/inter/files");
    let htmx = modules.join("htmx.org/dist");
    let assets = root.join("assets");

    let mut table = Table::new(&out);
    table.add("inter.woff2", read(&inter.join("inter-latin-wght-normal.woff2"))?)?;
    table.add("inter-ext.woff2", read(&inter.join("inter-latin-ext-wght-normal.woff2"))?)?;
    table.add("favicon.svg", read(&assets.join("img/favicon.svg"))?)?;
    table.add("htmx.js", read(&htmx.join("htmx.min.js"))?)?;
    table.add("hx-sse.js", read(&htmx.join("ext/hx-sse.min.js"))?)?;
    table.add("app.js", lean(&read_text(&assets.join("js/app.js"))?).into_bytes())?;
    table.add("calendar.js", lean(&read_text(&assets.join("js/calendar.js"))?).into_bytes())?;
    let app_css = table.link(&app_css(&assets.join("css"))?);
    table.add("app.css", app_css.into_bytes())?;
    let calendar_css = lean(&read_text(&assets.join("css/calendar.css"))?) + &calendar_cells();
    table.add("calendar.css", calendar_css.into_bytes())?;
    table.add("board.js", lean(&read_text(&assets.join("js/board.js"))?).into_bytes())?;
    table.add("work.css", lean(&read_text(&assets.join("css/work.css"))?).into_bytes())?;
    table.add("assets.css", lean(&read_text(&assets.join("css/assets.css"))?).into_bytes())?;
    let zxing = modules.join("@zxing/library/umd/index.min.js");
    table.add("zxing.js", read(&zxing)?)?;
    table.add("scan.js", lean(&read_text(&assets.join("js/scan.js"))?).into_bytes())?;
    table.add("scan.css", lean(&read_text(&assets.join("css/scan.css"))?).into_bytes())?;
    table.add("labels.css", lean(&read_text(&assets.join("css/labels.css"))?).into_bytes())?;
    table.add("sign.js", lean(&read_text(&assets.join("js/sign.js"))?).into_bytes())?;
    table.add("sign.css", lean(&read_text(&assets.join("css/sign.css"))?).into_bytes())?;
    table.add("reference.css", lean(&read_text(&assets.join("css/reference.css"))?).into_bytes())?;
    // DejaVu (a free licence of its own, with Bitstream Vera's) writes most scripts; a PDF takes along the letters it uses.
    table.keep("LABEL_FONT", &modules.join("dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf"))?;
    table.finish()
}

/// The table of files, as Rust source, growing file by file.
struct Table<'a> {
    out: &'a Path,
    source: String,
    kept: String,
    paths: Vec<(&'static str, String)>,
    quality: u32,
}

impl<'a> Table<'a> {
    fn new(out: &'a Path) -> Table<'a> {
        // The best compression takes seconds in an unoptimised build script, too long after each edit of a style sheet.
        let quality = if env::var("PROFILE").is_ok_and(|profile| profile == "release") { 11 } else { 5 };
        let source = "/// Every browser file.\npub static ASSETS: &[Asset] = &[\n".to_owned();
        Table { out, source, kept: String::new(), paths: Vec::new(), quality }
    }

    /// Takes one file in: stores its bytes and its compressed bytes, and adds its line.
    fn add(&mut self, name: &'static str, bytes: Vec<u8>) -> Outcome<()> {
        let (stem, extension) = name.rsplit_once('.').ok_or_else(|| format!("{name} has no extension."))?;
        let mime = match extension {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            "woff2" => "font/woff2",
            other => return Err(format!("build.rs knows no media type for .{other}.")),
        };
        let path = format!("/static/{stem}.{}.{extension}", &hex(&bytes)[..HASH_LENGTH]);
        let plain = self.out.join(name);
        write(&plain, &bytes)?;
        let brotli = match extension {
            "woff2" => "None".to_owned(),
            _ => {
                let packed = self.out.join(format!("{name}.br"));
                write(&packed, &compress(&bytes, self.quality)?)?;
                format!("Some(include_bytes!({packed:?}))")
            }
        };
        let line = writeln!(
            self.source,
            "    Asset {{ name: {name:?}, path: {path:?}, mime: {mime:?}, bytes: include_bytes!({plain:?}), brotli: {brotli} }},"
        );
        line.map_err(|error| error.to_string())?;
        self.paths.push((name, path));
        Ok(())
    }

    /// Takes in a file that is not for browsers, under the name of a constant.
    fn keep(&mut self, name: &str, file: &Path) -> Outcome<()> {
        let kept = self.out.join(name);
        write(&kept, &read(file)?)?;
        self.kept.push_str(&format!(
            "\n/// The font that PDF files are written in.\npub static {name}: &[u8] = include_bytes!({kept:?});\n"
        ));
        Ok(())
    }

    /// Replaces `url(static:name)` in a style sheet by the hashed path of a file taken in before.
    fn link(&self, css: &str) -> String {
        let linked = |css: String, (name, path): &(&str, String)| css.replace(&format!("static:{name}"), path);
        self.paths.iter().fold(css.to_owned(), linked)
    }

    fn finish(self) -> Outcome<()> {
        write(&self.out.join("assets.rs"), (self.source + "];\n" + &self.kept).as_bytes())
    }
}

/// All style sheets of every page as one.
fn app_css(folder: &Path) -> Outcome<String> {
    let sheets: Outcome<Vec<String>> =
        APP_CSS.iter().map(|name| Ok(lean(&read_text(&folder.join(format!("{name}.css")))?))).collect();
    Ok(sheets?.concat())
}

/// The classes that place a booking on the timeline: first cell, width in cells, cells in the row, lane, lanes. A strict
/// content security policy allows no inline style, so the numbers arrive as classes.
fn calendar_cells() -> String {
    let cells = (0..=CALENDAR_CELLS).map(|n| format!(".s{n}{{--s:{n}}}.w{n}{{--w:{n}}}.n{n}{{--n:{n}}}"));
    let lanes = (0..=CALENDAR_LANES).map(|n| format!(".l{n}{{--l:{n}}}.k{n}{{--k:{n}}}"));
    cells.chain(lanes).collect()
}

/// A script or style sheet without comments that fill whole lines and without indentation.
fn lean(text: &str) -> String {
    let mut lean = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            lean.push_str(line);
            lean.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    lean
}

/// The folder that holds the npm packages.
fn node_modules(root: &Path, out: &Path) -> Outcome<PathBuf> {
    if let Ok(given) = env::var(NODE_MODULES) {
        let given = PathBuf::from(given);
        return match given.join("htmx.org/package.json").exists() {
            true => Ok(given),
            false => Err(format!(
                "{NODE_MODULES} names {}, which does not hold the packages of package.json.",
                given.display()
            )),
        };
    }
    // npm writes this copy of the lock when it is done; it tells a complete folder from a stale one.
    let lock = read(&root.join("package-lock.json"))?;
    let local = root.join("node_modules");
    let done = local.join(".package-lock.json");
    if done.exists() {
        println!("cargo:rerun-if-changed={}", done.display());
        if is_current(&read_text(&done)?, &read_text(&root.join("package-lock.json"))?) {
            return Ok(local);
        }
        println!(
            "cargo:warning=node_modules does not match package-lock.json and is not used; `npm ci` brings it up to date."
        );
    }
    install(root, &out.join("npm"), &hex(&lock))
}

/// Whether an installed folder holds the versions of the lock file that the build needs.
fn is_current(installed: &str, lock: &str) -> bool {
    ["htmx.org", "@fontsource-variable/inter", "@zxing/library", "dejavu-fonts-ttf"].into_iter().all(|package| {
        let version = |text: &str| {
            text.split_once(&format!("\"node_modules/{package}\": {{"))?
                .1
                .lines()
                .nth(1)
                .map(|line| line.trim().to_owned())
        };
        version(installed).is_some() && version(installed) == version(lock)
    })
}

/// Runs `npm ci` in a folder of its own, once for each lock file.
fn install(root: &Path, folder: &Path, lock_hash: &str) -> Outcome<PathBuf> {
    let modules = folder.join("node_modules");
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|hash| hash == lock_hash) {
        return Ok(modules);
    }
    fs::create_dir_all(folder).map_err(|error| format!("Cannot create {}: {error}.", folder.display()))?;
    for name in ["package.json", "package-lock.json"] {
        write(&folder.join(name), &read(&root.join(name))?)?;
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let options =
        ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
    let status = Command::new(npm).args(options).current_dir(folder).status();
    match status {
        Ok(status) if status.success() => write(&stamp, lock_hash.as_bytes()).map(|()| modules),
        Ok(_) => Err(format!(
            "npm could not fetch the browser files; check the network, or set {NODE_MODULES} to a node_modules folder made by `npm ci` elsewhere."
        )),
        Err(error) => Err(format!(
            "npm cannot be started ({error}); install Node.js 20 or newer, or set {NODE_MODULES} to a node_modules folder made by `npm ci` elsewhere."
        )),
    }
}

fn compress(bytes: &[u8], quality: u32) -> Outcome<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, quality, 22);
    writer.write_all(bytes).map_err(|error| error.to_string())?;
    drop(writer);
    Ok(packed)
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn variable(name: &str) -> Outcome<String> {
    env::var(name).map_err(|_| format!("Cargo did not set {name}; build.rs runs under Cargo only."))
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("Cannot read {}: {error}.", path.display()))
}

fn read_text(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("Cannot read {}: {error}.", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Outcome<()> {
    fs::write(path, bytes).map_err(|error| format!("Cannot write {}: {error}.", path.display()))
}
