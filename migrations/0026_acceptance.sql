-- Acceptance by signature: who gets something of a category that asks for it signs for it. Null and '': as in what the
-- category stands in.
alter table asset_categories add column asks_acceptance boolean;
alter table asset_categories add column acceptance_text text not null default '';

-- What somebody was asked to sign when things were handed to them: one for a hand-over, however many things it has.
create table acceptances (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    contact_id      uuid        not null,
    state           text        not null check (state in ('waiting', 'signed', 'declined', 'withdrawn', 'ended')),
    text            text        not null,               -- exactly what is signed, whatever the category says later
    handed_by       uuid        references users (id),
    handed_by_name  text        not null,               -- what they were called then
    asked_at        timestamptz not null,
    reminded        bigint      not null default 0,     -- steps of the ladder of letters that are behind it
    over_at         timestamptz,                        -- since when nothing is waited for
    version         bigint      not null default 1,     -- so that nobody signs for what they did not see
    unique (org_id, id),
    constraint acceptances_over check ((state = 'waiting') = (over_at is null)),
    foreign key (org_id, contact_id) references contacts (org_id, id)
);
create index acceptances_asked on acceptances (org_id, asked_at, id);
create index acceptances_contact on acceptances (org_id, contact_id, asked_at);
create index acceptances_waiting on acceptances (org_id, asked_at) where state = 'waiting';

-- The things, as they were called then.
create table acceptance_items (
    org_id          uuid        not null references organisations (id),
    acceptance_id   uuid        not null,
    custody_id      uuid        not null,
    asset_id        uuid        not null,
    position        bigint      not null,
    tag             text        not null,
    name            text        not null,
    serial          text        not null,
    model           text        not null,
    back_at         timestamptz,                        -- came back before it was signed for
    declined        boolean     not null default false, -- the person says they did not receive it
    primary key (org_id, acceptance_id, custody_id),
    foreign key (org_id, acceptance_id) references acceptances (org_id, id),
    foreign key (org_id, custody_id) references custodies (org_id, id),
    foreign key (org_id, asset_id) references assets (org_id, id)
);
create index acceptance_items_custody on acceptance_items (org_id, custody_id);
create index acceptance_items_asset on acceptance_items (org_id, asset_id);

-- The links of its letters, by the hashes of their words.
create table acceptance_links (
    org_id          uuid        not null references organisations (id),
    token_hash      text        not null primary key,
    acceptance_id   uuid        not null,
    expires_at      timestamptz not null,
    foreign key (org_id, acceptance_id) references acceptances (org_id, id)
);
create index acceptance_links_acceptance on acceptance_links (org_id, acceptance_id);

-- What was signed, once and for all. The rows are never changed; they go when the person is erased and has nothing any more.
create table acceptance_signatures (
    org_id          uuid        not null references organisations (id),
    acceptance_id   uuid        not null,
    name            text        not null,               -- as the person wrote it
    record          text        not null,               -- canonical JSON of everything
    sha256          text        not null,               -- of the record
    file_id         uuid        not null,               -- the same on paper
    signed_at       timestamptz not null,
    primary key (org_id, acceptance_id),
    foreign key (org_id, acceptance_id) references acceptances (org_id, id),
    foreign key (org_id, file_id) references files (org_id, id)
);
create index acceptance_signatures_file on acceptance_signatures (org_id, file_id);

-- A letter may carry a file. It goes with what it belongs to, also before the letter does.
alter table messages add column file_id uuid;
alter table messages add column file_name text;
