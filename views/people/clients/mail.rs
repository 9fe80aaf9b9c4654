//! The letter with the code.

use platform::Org;
use platform::post::{Draft, Part, compose};

/// Six digits for the browser that asked. The link fills them in, and signs nobody in.
pub(crate) fn code(org: &Org, to: (&str, &str), code: &str, url: &str, minutes: i64) -> Draft {
    let parts = [
        Part::Text(format!("Type this code in the browser in which you asked for it, within {minutes} minutes:")),
        Part::Facts(vec![("Code".to_owned(), code.to_owned())]),
        Part::Button { label: "Fill in the code".to_owned(), url: url.to_owned() },
        Part::Small(
            "It works in that browser only. If it was not you who asked, do nothing: nobody can sign in without this code. \
             Never tell it to anybody, also not to us."
                .to_owned(),
        ),
    ];
    compose(org, platform::post::CODE, to, format!("Your code for {}", org.name), "Your code", &parts)
}
