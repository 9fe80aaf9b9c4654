-- Told by others and telling others: webhooks out, signed events in, calendar feeds.

-- Where an organisation wants its facts sent.
create table webhook_endpoints (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    url             text        not null,
    description     text        not null default '',
    kinds           jsonb       not null,               -- beginnings of kinds; empty: everything
    enabled         boolean     not null default true,
    secret          text        not null,               -- locked in the vault
    previous_secret text,                               -- signs too until then
    previous_until  timestamptz,
    failing_since   timestamptz,                        -- no delivery has arrived since
    strikes         bigint      not null default 0,     -- failures in a row
    paused_until    timestamptz,                        -- nothing is tried before: it does not answer
    disabled_at     timestamptz,
    disabled_reason text        not null default '',
    created_by      uuid        references users (id),
    created_at      timestamptz not null,
    removed_at      timestamptz,
    version         bigint      not null default 1,
    unique (org_id, id)
);
create index webhook_endpoints_live on webhook_endpoints (org_id) where removed_at is null;

-- One fact for one endpoint, with what became of it. Its id is the webhook-id, the same in every attempt.
create table webhook_deliveries (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    endpoint_id     uuid        not null,
    event_id        uuid,                               -- null: a test
    kind            text        not null,
    payload         text        not null,               -- the body, octet for octet: what is signed
    status          text        not null check (status in ('pending', 'sending', 'delivered', 'failed', 'uncertain')),
    attempts        bigint      not null default 0,
    due_at          timestamptz not null,
    leased_until    timestamptz,
    fence           bigint      not null default 0,
    may_have_come   boolean     not null default false, -- an attempt left, and no answer came
    answer_status   bigint,
    answer          text,                               -- its beginning, or why there is none
    took_ms         bigint,
    tried_at        timestamptz,
    created_at      timestamptz not null,
    unique (org_id, id),
    unique (org_id, endpoint_id, event_id),
    foreign key (org_id, endpoint_id) references webhook_endpoints (org_id, id)
);
create index webhook_deliveries_due on webhook_deliveries (due_at) where status = 'pending';
create index webhook_deliveries_leased on webhook_deliveries (leased_until) where status = 'sending';
create index webhook_deliveries_list on webhook_deliveries (org_id, endpoint_id, created_at, id);
create index webhook_deliveries_age on webhook_deliveries (created_at);

-- A calendar somebody subscribed to. Its address is its id, sealed by the house.
create table calendar_feeds (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),     -- whose rights it has
    subject         text        not null check (subject in ('mine', 'resource', 'location')),
    resource_id     uuid,
    location_id     uuid,
    detail          text        not null check (detail in ('busy', 'titles', 'guests')),
    created_at      timestamptz not null,
    last_used_at    timestamptz,
    revoked_at      timestamptz,
    unique (org_id, id),
    constraint calendar_feeds_subject check ((subject = 'resource') = (resource_id is not null) and (subject = 'location') = (location_id is not null)),
    foreign key (org_id, resource_id) references resources (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id)
);
create index calendar_feeds_user on calendar_feeds (org_id, user_id, created_at);

-- An outside system that may tell us things, and what it may change.
create table inbox_sources (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    name            text        not null,
    secret          text        not null,               -- locked in the vault
    previous_secret text,
    previous_until  timestamptz,
    top_role        text,                               -- the mightiest role it may give and take; null: none
    may_block       boolean     not null default false,
    may_contacts    boolean     not null default false,
    enabled         boolean     not null default true,
    created_by      uuid        references users (id),
    created_at      timestamptz not null,
    removed_at      timestamptz,
    version         bigint      not null default 1,
    unique (org_id, id)
);

-- What was told, each external id once.
create table inbox_events (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    source_id       uuid        not null,
    external_id     text        not null,
    kind            text        not null,
    payload         jsonb       not null,
    occurred_at     timestamptz not null,
    received_at     timestamptz not null,
    state           text        not null check (state in ('received', 'applied', 'ignored', 'failed')),
    reason          text        not null default '',
    judged_at       timestamptz,
    unique (org_id, id),
    unique (org_id, source_id, external_id),
    foreign key (org_id, source_id) references inbox_sources (org_id, id)
);
create index inbox_events_list on inbox_events (org_id, received_at, id);

-- The latest word about one field of one subject: news that happened earlier changes nothing any more.
create table inbox_words (
    org_id          uuid        not null references organisations (id),
    subject         text        not null,               -- an address
    field           text        not null,               -- access, role:manager, contact.name
    occurred_at     timestamptz not null,
    external_id     text        not null,               -- tells apart what happened at the same instant
    event_id        uuid        not null,
    primary key (org_id, subject, field),
    foreign key (org_id, event_id) references inbox_events (org_id, id)
);

-- Somebody an outside system has blocked here, with what they held: unblocking gives it back.
create table access_blocks (
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),
    held            jsonb       not null,
    blocked_at      timestamptz not null,
    primary key (org_id, user_id)
);
