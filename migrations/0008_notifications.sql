-- Being told: what people of the house hear of, by which way and when; and the letters to guests that wait for their time.

-- Somebody is to know that something happened: one row for each person and event, whichever ways it takes.
create table notifications (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),
    event_id        uuid        not null,               -- what happened
    kind            text        not null,               -- booking_made
    at              timestamptz not null,               -- when it happened
    in_app          boolean     not null,               -- under the bell
    read_at         timestamptz,
    mail            text        not null check (mail in ('none', 'at_once', 'digest')),
    mail_due_at     timestamptz,                        -- while a letter waits for its time: not before this
    mail_key        text,                               -- messages.dedupe_key of the letter that tells it
    chat            boolean     not null,               -- it is told in the organisation's chat room, too
    unique (org_id, id),
    unique (org_id, user_id, event_id)
);
create index notifications_list on notifications (org_id, user_id, at, id);
create index notifications_unread on notifications (org_id, user_id) where in_app and read_at is null;
create index notifications_log on notifications (org_id, at, id);
-- What has come due and what is old: the clock asks for all organisations at once.
create index notifications_mail_due on notifications (mail_due_at) where mail_due_at is not null;
create index notifications_age on notifications (at);

-- What a person chose for a kind of news. No row: the default of the kind for their role.
create table notification_choices (
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),
    kind            text        not null,
    in_app          boolean     not null,
    mail            text        not null check (mail in ('none', 'at_once', 'digest')),
    chat            boolean     not null,
    primary key (org_id, user_id, kind)
);
-- The choice there was so far, of news about bookings by mail, stands for its three kinds.
insert into notification_choices (org_id, user_id, kind, in_app, mail, chat)
select c.org_id, c.user_id, k.kind, true, case when c.wanted then 'at_once' else 'none' end, false
  from mail_choices c
  join (select 'booking_made' as kind union all select 'booking_moved' union all select 'booking_cancelled') k on c.kind = 'bookings';
drop table mail_choices;

-- When a person may be written to: wall time of their zone, in minutes since midnight.
create table notification_hours (
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),
    zone            text        not null default '',    -- IANA name; empty: the organisation's
    quiet_from      smallint    check (quiet_from between 0 and 1439),
    quiet_until     smallint    check (quiet_until between 0 and 1439),
    digest_at       smallint    not null check (digest_at between 0 and 1439),
    primary key (org_id, user_id),
    constraint notification_hours_quiet check ((quiet_from is null) = (quiet_until is null))
);

-- The chat room of an organisation.
create table chat_rooms (
    org_id          uuid        not null primary key references organisations (id),
    service         text        not null check (service in ('slack', 'mattermost', 'telegram')),
    name            text        not null,               -- what people call it
    secret          text        not null,               -- the webhook's address, or the bot's token
    chat            text        not null default '',    -- Telegram: which chat
    version         bigint      not null default 1,
    created_at      timestamptz not null
);

-- What was said in it, or should have been.
create table chat_posts (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    event_id        uuid,                               -- what it tells of; null: a test
    kind            text        not null,
    text            text        not null,
    status          text        not null check (status in ('queued', 'sending', 'sent', 'deferred', 'failed', 'uncertain')),
    attempts        bigint      not null default 0,
    due_at          timestamptz not null,               -- not tried before
    leased_until    timestamptz,                        -- while sending
    fence           bigint      not null default 0,
    answer          text,                               -- the last answer, or why there is none
    queued_at       timestamptz not null,
    sent_at         timestamptz,
    unique (org_id, id),
    unique (org_id, event_id)                           -- said once, however many people chose it
);
create index chat_posts_list on chat_posts (org_id, queued_at, id);
create index chat_posts_due on chat_posts (due_at) where status in ('queued', 'deferred');
create index chat_posts_leased on chat_posts (leased_until) where status = 'sending';
create index chat_posts_age on chat_posts (queued_at);

-- What one person was written: for their own log.
create index messages_recipient on messages (org_id, to_address, queued_at, id);

-- Which letters an organisation sends to its guests by itself. No row: a reminder a day before, and no thanks.
create table guest_messages (
    org_id          uuid        not null primary key references organisations (id),
    reminder_hours  bigint      check (reminder_hours > 0),     -- before the booking; null: none
    thanks          boolean     not null,
    thanks_text     text        not null,               -- empty: the usual sentence
    version         bigint      not null default 1
);

-- Letters to guests that wait for their time. Whoever deletes a row writes the letter.
create table booking_letters (
    org_id          uuid        not null references organisations (id),
    booking_id      uuid        not null,
    kind            text        not null check (kind in ('reminder', 'thanks')),
    since           timestamptz not null,               -- what was due before is not written any more
    due_at          timestamptz not null,
    primary key (org_id, booking_id, kind),
    foreign key (org_id, booking_id) references bookings (org_id, id)
);
create index booking_letters_due on booking_letters (due_at);
