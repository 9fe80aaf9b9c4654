-- Tokens of the API. They belong to people, as sessions do; where one is bound to an organisation it opens no other.
-- A sign-in makes an access token and a refresh token of one family; each refresh makes the next generation of both. A
-- personal token is a family of its own.
create table api_tokens (
    id              uuid        not null primary key,
    token_hash      text        not null unique,        -- SHA-256
    kind            text        not null check (kind in ('access', 'refresh', 'personal')),
    user_id         uuid        not null references users (id),
    bound_to        uuid        references organisations (id),  -- null: every organisation its user may enter
    family          uuid        not null,
    generation      bigint      not null default 0,
    name            text        not null default '',    -- what its owner calls a personal token
    scopes          jsonb,                              -- permissions by name; null: all its user has
    made_for        text        not null default '',    -- what the program that signed in calls itself, shortened
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    used_at         timestamptz,                        -- to the minute
    rotated_at      timestamptz,                        -- a refresh token that was used: the next use is a theft
    revoked_at      timestamptz
);
-- Of two refreshes with one token at once, one makes the next generation.
create unique index api_tokens_generation on api_tokens (family, kind, generation);
create index api_tokens_user on api_tokens (user_id, created_at);
create index api_tokens_expiry on api_tokens (expires_at);
