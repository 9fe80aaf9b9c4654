//! The letter for a forgotten password.

use crate::identity::model::Account;
use platform::post::{Draft, Part};
use platform::ui::layout::PRODUCT;
use platform::ui::mail;

/// The colour of letters that come from no organisation.
const COLOUR: &str = "#4f46e5";

/// The link with which another password can be chosen, once, within some hours.
pub(crate) fn password_reset(account: &Account, url: &str, hours: i64) -> Draft {
    let heading = "Choose another password";
    let time = if hours == 1 { "within the hour".to_owned() } else { format!("within {hours} hours") };
    let parts = [
        Part::Text(format!("Somebody, probably you, asked for another password for the account of {}.", account.email)),
        Part::Button { label: "Choose a password".to_owned(), url: url.to_owned() },
        Part::Small(format!(
            "The link can be used once, {time}. If it was not you, do nothing: your password stays as it is."
        )),
    ];
    Draft {
        kind: "identity.password_reset",
        subject_kind: "user",
        subject_id: Some(account.id),
        from_name: PRODUCT.to_owned(),
        reply_to: None,
        to_name: account.name.clone(),
        to_address: account.email.clone(),
        subject: "Choose another password".to_owned(),
        text: mail::text(PRODUCT, heading, &parts),
        html: mail::page(PRODUCT, COLOUR, heading, &parts),
        calendar: None,
        file: None,
        unsubscribe: None,
        dedupe_key: String::new(),
    }
}
