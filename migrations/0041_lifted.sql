-- A block that was lifted: whom it kept out, and who let them in again. It goes with the organisation's logs.
create table lifted_blocks (
    id              uuid        not null primary key,   -- the block's own
    org_id          uuid        not null references organisations (id),
    email           text        not null,               -- in small letters
    blocked_by      text        not null,               -- as it stood in the block
    blocked_at      timestamptz not null,
    lifted_by       uuid        references users (id),  -- who did it by hand
    lifted_through  text        not null,               -- what the source was called that did it; empty: by hand
    lifted_at       timestamptz not null,
    unique (org_id, id)
);
-- Both are listed by when they began.
create index lifted_blocks_since on lifted_blocks (org_id, blocked_at, id);
create index blocks_since on blocks (org_id, blocked_at, id);

-- People that a file knows by name only are found by an index.
create index contacts_small_name on contacts (org_id, lower(name));

-- What is due for an audit is found in the index alone, also among what was never seen in one.
drop index assets_audited;
create index assets_audited on assets (org_id, category_id, audited_on, created_at, state, id);
