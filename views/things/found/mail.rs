//! The letter to an organisation of which something was found.

use crate::assets::Asset;
use crate::found::Message;
use platform::Org;
use platform::post::{Draft, Part, compose};

/// What a finder wrote; `url` is where the asset is.
pub(crate) fn found(org: &Org, word: &str, asset: Option<(&Asset, String)>, message: &Message) -> Draft {
    let what = asset.as_ref().map_or_else(|| word.to_owned(), |(asset, _)| format!("{} {}", asset.tag, asset.name));
    let mut facts = vec![("Label".to_owned(), word.to_owned())];
    match &asset {
        Some((asset, _)) => facts.push(("Asset".to_owned(), format!("{} {}", asset.tag, asset.name))),
        None => facts.push(("Asset".to_owned(), "None of yours has this on its label.".to_owned())),
    }
    if !message.name.is_empty() {
        facts.push(("From".to_owned(), message.name.clone()));
    }
    if let Some(email) = &message.email {
        facts.push(("E-mail".to_owned(), email.clone()));
    }
    let mut parts = vec![
        Part::Text("Somebody read the code on a label of yours, and writes:".to_owned()),
        Part::Text(message.text.clone()),
        Part::Facts(facts),
    ];
    if let Some((_, url)) = asset {
        parts.push(Part::Button { label: "Open the asset".to_owned(), url });
    }
    parts.push(Part::Small("Nobody has checked who wrote this.".to_owned()));
    let draft =
        compose(org, "asset.found", (&org.name, &org.email), format!("Found: {what}"), "Something was found", &parts);
    Draft { reply_to: message.email.clone().or(draft.reply_to.clone()), ..draft }
}
