-- Who: users sign in; grants say what they may do in which organisation; contacts are the people it deals with.

create table users (
    id              uuid        not null primary key,
    email           text        not null unique,        -- lower case
    name            text        not null,
    password_hash   text,                               -- argon2id; null until the invitation is accepted
    is_operator     boolean     not null default false,
    created_at      timestamptz not null,
    disabled_at     timestamptz
);

-- A signed-in browser. The cookie's value is stored as its SHA-256.
create table sessions (
    id              text        not null primary key,
    user_id         uuid        references users (id),
    data            jsonb       not null,
    device          text        not null default '',    -- what the browser calls itself, shortened
    address         text        not null default '',
    created_at      timestamptz not null,
    seen_at         timestamptz not null,
    expires_at      timestamptz not null
);
create index sessions_user on sessions (user_id, seen_at);
create index sessions_expiry on sessions (expires_at);

-- Single-use links for people who forgot their password. Stored as SHA-256.
create table password_resets (
    token_hash      text        not null primary key,
    user_id         uuid        not null references users (id),
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    used_at         timestamptz
);
create index password_resets_user on password_resets (user_id);

create table contacts (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    email           text        not null,               -- lower case
    name            text        not null,
    phone           text        not null default '',
    source          text        not null,               -- booking page, staff
    created_at      timestamptz not null,
    unique (org_id, id),
    unique (org_id, email)
);
create index contacts_name on contacts (org_id, name, id);
