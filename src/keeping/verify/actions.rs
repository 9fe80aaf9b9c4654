//! Looking at all of it.

use super::model::{Finding, Report, Rule, sentences};
use super::store;
use kernel::Result;
use kernel::crypto::sha256_hex;
use kernel::db::MIGRATIONS;
use platform::events::seal;
use platform::{House, files, vault};
use uuid::Uuid;

/// Files looked up at once.
const PAGE: i64 = 500;

/// Looks at the engine, the schema, the rules and the audit trail.
pub async fn verify(house: &House) -> Result<Report> {
    let mut report = Report::default();
    let known: Vec<i64> = MIGRATIONS.iter().map(|step| step.number).collect();
    let wrong = match house.db.steps_taken().await? == known {
        true => Vec::new(),
        false => vec!["the schema is not of this version: run steward migrate, or a later Steward".to_owned()],
    };
    let is_other = !wrong.is_empty();
    report.0.push(Finding { what: "schema".to_owned(), note: format!("{} steps", known.len()), wrong });
    if is_other {
        return Ok(report); // the rules speak of tables that may not be there
    }
    report.0.push(Finding {
        what: "database".to_owned(),
        note: format!("{:?}", house.db.engine()),
        wrong: house.db.integrity().await?,
    });
    for rule in Rule::ALL {
        let mut rows = store::breaking(&house.db, rule, house.now()).await?;
        if rule == Rule::Files {
            rows.extend(changed_files(house).await?);
            rows.sort_unstable();
            rows.dedup();
        }
        report.0.push(Finding { what: rule.name().to_owned(), note: String::new(), wrong: sentences(rule, &rows) });
    }
    report.0.push(outside(house).await?);
    report.0.push(secrets(house).await?);
    report.0.extend(audit(house).await?.0);
    Ok(report)
}

/// Looks at the audit trail only.
pub async fn audit(house: &House) -> Result<Report> {
    let chain = seal::walk(house).await?;
    let mut note = format!("{} events in {} seals, {} not sealed yet", chain.events, chain.seals, chain.open);
    if chain.other_key > 0 {
        note.push_str(&format!(
            "; {} seals are signed with another key, so only their hashes were checked",
            chain.other_key
        ));
    }
    if !chain.last.is_empty() {
        note.push_str(&format!("; last seal {}", chain.last));
    }
    let wrong = chain.broken.iter().map(ToString::to_string).collect();
    Ok(Report(vec![Finding { what: "audit trail".to_owned(), note, wrong }]))
}

async fn changed_files(house: &House) -> Result<Vec<Uuid>> {
    let (mut changed, mut after) = (Vec::new(), Uuid::nil());
    while let Some((id, hash, bytes)) = store::next_file(&house.db, after).await? {
        if sha256_hex(&bytes) != hash {
            changed.push(id);
        }
        after = id;
    }
    Ok(changed)
}

/// Secrets of organisations that this installation cannot use.
async fn secrets(house: &House) -> Result<Finding> {
    let wrong = match vault::count_unreadable(house).await? {
        0 => Vec::new(),
        count => vec![format!(
            "{count} do not open with the key of this installation: give it the key, or replace each on its page"
        )],
    };
    Ok(Finding { what: "secrets".to_owned(), note: String::new(), wrong })
}

/// Files whose bytes stand outside: those that are missing there, and those that are not what they were.
async fn outside(house: &House) -> Result<Finding> {
    let (mut wrong, mut count, mut after) = (Vec::new(), 0, Uuid::nil());
    loop {
        let page = files::outside_page(&house.db, after, PAGE).await?;
        for file in &page {
            let place = file.place.name();
            match files::fingerprint(house, file).await {
                Ok(Some(found)) if found == (file.size, file.sha256.clone()) => {}
                Ok(Some(_)) => {
                    wrong.push(format!("the bytes are not those that were stored ({place}), of file {}", file.id))
                }
                Ok(None) => wrong.push(format!("the bytes are missing ({place}), of file {}", file.id)),
                Err(error) => wrong.push(format!("the bytes cannot be read, of file {}: {error}", file.id)),
            }
            (after, count) = (file.id, count + 1);
        }
        if (page.len() as i64) < PAGE {
            break;
        }
    }
    Ok(Finding { what: "files outside".to_owned(), note: format!("{count} files"), wrong })
}
