-- Roles that organisations make of permissions; when somebody was last here; reviews of who may do what.

create table roles (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    name            text        not null,
    description     text        not null default '',
    perms           jsonb       not null,               -- names of permissions; unknown ones give nothing
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    archived_at     timestamptz,
    unique (org_id, id)
);
create unique index roles_name on roles (org_id, lower(name)) where archived_at is null;

-- When a user was last signed in anywhere; outlives their sessions.
create table last_visits (
    user_id         uuid        not null primary key references users (id),
    at              timestamptz not null
);
insert into last_visits (user_id, at) select user_id, max(seen_at) from sessions where user_id is not null group by user_id;

-- Somebody looked at who may do what, and found it right. The snapshot is what they saw.
create table access_reviews (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    reviewed_by     uuid        not null references users (id),
    reviewed_at     timestamptz not null,
    note            text        not null default '',
    people          bigint      not null,
    grants          bigint      not null,
    snapshot        jsonb       not null,
    unique (org_id, id)
);
create index access_reviews_list on access_reviews (org_id, reviewed_at, id);
