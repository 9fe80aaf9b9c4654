//! Saying in chat rooms what has come due: what is due in one room is said together, and its outcome noted.

use super::super::chat::{self, Fate, Sender};
use super::super::store::{self, Post, Room};
use super::room::reveal;
use kernel::{Error, Result};
use platform::House;
use platform::post::Status;
use uuid::Uuid;

/// Says what has come due, of all organisations. What is put off comes due again later.
pub async fn say_due(house: &House, sender: Sender) -> Result<()> {
    store::give_up_posts(house).await?;
    while let Some((org, posts)) = store::lease_posts(house).await? {
        let fate = match store::maybe_room(&house.db, org).await? {
            Some(room) => say(house, org, &room, &posts, sender).await,
            None => Fate::Failed("There is no chat room any more.".to_owned()),
        };
        note(house, org, &posts, fate).await?;
    }
    Ok(())
}

async fn say(house: &House, org: Uuid, room: &Room, posts: &[Post], sender: Sender) -> Fate {
    let Ok(secret) = reveal(house, org, &room.secret) else {
        return Fate::Failed("The secret of the room cannot be read.".to_owned());
    };
    let words: Vec<&str> = posts.iter().map(|post| post.text.as_str()).collect();
    let (url, json) = chat::request(room, secret.expose(), &words.join("\n\n"));
    let attempts = posts.iter().map(|post| post.attempts).max().unwrap_or(1);
    chat::fate(sender(house.clone(), url, json).await, attempts, house.now())
}

async fn note(house: &House, org: Uuid, posts: &[Post], fate: Fate) -> Result<()> {
    let now = house.now();
    let (status, answer, due_at) = match fate {
        Fate::Said(answer) => (Status::Sent, answer, now),
        Fate::Later(answer, at) => (Status::Deferred, answer, at),
        Fate::Failed(answer) => (Status::Failed, answer, now),
        Fate::Uncertain(answer) => (Status::Uncertain, answer, now),
    };
    match store::note_posts(&house.db, org, posts, status, &answer, due_at, now).await {
        // Once more: losing it makes what was said uncertain.
        Err(Error::Busy) => store::note_posts(&house.db, org, posts, status, &answer, due_at, now).await,
        noted => noted,
    }
}
