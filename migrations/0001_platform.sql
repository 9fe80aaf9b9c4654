-- What every domain stands on: facts, work, letters, and what keeps a request from happening twice.
-- Instants are UTC. Ids are version 7 UUIDs made by the program. The same text serves SQLite and Postgres.

-- One row, made by the first set-up: the first of two people at the set-up page wins.
create table installation (
    id              smallint    not null primary key check (id = 1),
    set_up_at       timestamptz not null
);

-- A tenant. Its zone, currency and brand are the defaults of everything in it.
create table organisations (
    id              uuid        not null primary key,
    slug            text        not null unique,
    name            text        not null,
    zone            text        not null,               -- IANA name
    currency        text        not null,               -- ISO 4217
    colour          text        not null,               -- #rrggbb
    logo_id         uuid,
    email           text        not null,               -- where clients' answers go
    phone           text        not null default '',
    about           text        not null default '',    -- a sentence for the public page
    version         bigint      not null default 1,
    created_at      timestamptz not null
);

-- Audit trail, activity feed and outbox in one. Rows never change, but for the relay's flag.
create table events (
    id              uuid        not null primary key,
    org_id          uuid        references organisations (id),  -- null: of the installation
    at              timestamptz not null,
    kind            text        not null,               -- booking.confirmed
    actor_kind      text        not null,               -- user, contact, system
    actor_id        uuid,
    actor_name      text        not null,
    subject_kind    text        not null,               -- booking
    subject_id      uuid        not null,
    data            jsonb       not null,               -- what changed: before and after
    request_id      text        not null,
    dispatched      boolean     not null default false
);
create index events_waiting on events (id) where not dispatched;
create index events_feed on events (org_id, at, id);
create index events_subject on events (org_id, subject_id, at);

-- Work to be done after a commit. Done work is deleted; dead work stays to be shown and replayed.
create table jobs (
    id              uuid        not null primary key,
    org_id          uuid        references organisations (id),
    name            text        not null,
    arguments       jsonb       not null,
    state           text        not null check (state in ('waiting', 'running', 'dead')),
    run_at          timestamptz not null,
    attempts        bigint      not null default 0,
    max_attempts    bigint      not null,
    fence           bigint      not null default 0,     -- grows with every lease: a late worker is told apart
    leased_until    timestamptz,
    dedupe_key      text        unique,
    last_error      text,
    created_at      timestamptz not null
);
create index jobs_due on jobs (run_at) where state = 'waiting';
create index jobs_leased on jobs (leased_until) where state = 'running';

-- A tick of a schedule belongs to whoever inserts it first, in the transaction that enqueues its job.
create table ticks (
    task            text        not null,
    due_at          timestamptz not null,
    primary key (task, due_at)
);

-- Every message that leaves, or should have left.
create table messages (
    id              uuid        not null primary key,   -- also the left part of the Message-ID
    org_id          uuid        references organisations (id),
    kind            text        not null,               -- booking.confirmation
    subject_kind    text        not null,
    subject_id      uuid,
    from_name       text        not null,
    reply_to        text,
    to_name         text        not null,
    to_address      text        not null,
    subject         text        not null,
    text_body       text        not null,
    html_body       text        not null,
    calendar        text,                               -- iTIP object
    calendar_method text        check (calendar_method in ('request', 'cancel')),
    status          text        not null check (status in ('queued', 'sending', 'sent', 'deferred', 'failed', 'uncertain')),
    attempts        bigint      not null default 0,
    due_at          timestamptz not null,               -- not tried before
    leased_until    timestamptz,                        -- while sending
    fence           bigint      not null default 0,
    answer          text,                               -- the last SMTP answer, or why there is none
    dedupe_key      text        not null unique,        -- what makes it the one message about this fact
    queued_at       timestamptz not null,
    sent_at         timestamptz,
    unique (org_id, id)
);
create index messages_due on messages (due_at) where status in ('queued', 'deferred');
create index messages_leased on messages (leased_until) where status = 'sending';
create index messages_list on messages (org_id, queued_at, id);
create index messages_subject on messages (org_id, subject_id);

-- A write that carries a key happens once: the second one is told what the first one did.
create table idempotency (
    org_id          uuid        not null references organisations (id),
    key             text        not null,
    fingerprint     text        not null,               -- what was asked: the same key with another wish is refused
    subject_id      uuid,                               -- what the first one made
    created_at      timestamptz not null,
    primary key (org_id, key)
);
create index idempotency_age on idempotency (created_at);

-- Soft delays for guessers, by account, by address and by known device, and rate limits of public forms.
create table throttles (
    bucket          text        not null primary key,
    failures        bigint      not null,
    not_before      timestamptz not null,
    updated_at      timestamptz not null
);
create index throttles_age on throttles (updated_at);

-- Pictures; the bytes stand here so that every node and every backup has them.
create table files (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    mime            text        not null,
    size            bigint      not null,
    sha256          text        not null,
    bytes           bytea       not null,
    created_at      timestamptz not null,
    unique (org_id, id)
);
