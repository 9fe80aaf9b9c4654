-- Members and clients: what an organisation notes about its contacts, how they sign in, and where its public pages stand.

-- A contact that was merged stays as a sign: its id and its address lead on to the one that is left. An erased one stays
-- as a row without a person, so that bookings and money keep their sums.
alter table contacts add column version      bigint      not null default 1;
alter table contacts add column updated_at   timestamptz;            -- null: never changed
alter table contacts add column blocked_at   timestamptz;            -- may not book on the public pages
alter table contacts add column block_reason text        not null default '';    -- for the staff only
alter table contacts add column merged_into  uuid;                   -- always a living contact: one step, never a chain
alter table contacts add column merged_at    timestamptz;
alter table contacts add column erased_at    timestamptz;
create index contacts_merged on contacts (org_id, merged_into) where merged_into is not null;
create index contacts_age on contacts (org_id, created_at, id);

-- What colleagues write down about somebody. Only ever added to.
create table contact_notes (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    contact_id      uuid        not null,
    body            text        not null,
    author_id       uuid        references users (id),  -- null: a file that was imported
    author_name     text        not null,
    created_at      timestamptz not null,
    unique (org_id, id),
    foreign key (org_id, contact_id) references contacts (org_id, id)
);
create index contact_notes_contact on contact_notes (org_id, contact_id, created_at, id);

create table contact_tags (
    org_id          uuid        not null references organisations (id),
    contact_id      uuid        not null,
    tag             text        not null,               -- lower case
    primary key (org_id, contact_id, tag),
    foreign key (org_id, contact_id) references contacts (org_id, id)
);
create index contact_tags_tag on contact_tags (org_id, tag, contact_id);

-- Two contacts that look alike and are not: somebody said so. The smaller id stands first.
create table contact_distinctions (
    org_id          uuid        not null references organisations (id),
    one_id          uuid        not null,
    other_id        uuid        not null,
    created_at      timestamptz not null,
    primary key (org_id, one_id, other_id),
    foreign key (org_id, one_id) references contacts (org_id, id),
    foreign key (org_id, other_id) references contacts (org_id, id)
);

-- A file of contacts, read and shown before it is applied. Its rows go when they are, or after some days.
create table contact_imports (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    file_rows       jsonb       not null,               -- as they were read: [{line, name, email, …}]
    summary         jsonb       not null,               -- encoding, separator, columns; after it was applied, what it did
    user_id         uuid        references users (id),
    created_at      timestamptz not null,
    applied_at      timestamptz,
    unique (org_id, id)
);
create index contact_imports_age on contact_imports (created_at);

-- Who was erased, so that a backup from before can be told. The address is kept as SHA-256 of organisation and address.
create table erasures (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    contact_id      uuid        not null,
    address_hash    text        not null,
    report          jsonb       not null,               -- what stayed, and why: no personal data
    user_id         uuid        references users (id),  -- null: a replay
    erased_at       timestamptz not null,
    unique (org_id, id),
    foreign key (org_id, contact_id) references contacts (org_id, id)
);
create index erasures_contact on erasures (org_id, contact_id);
create index erasures_address on erasures (org_id, address_hash);

-- The words of an event that belong to a person: the name of a client who did it, what a guest called their booking.
-- Events never change, so these stand beside them, are read together with them, and go when the person is erased.
create table event_words (
    event_id        uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    contact_id      uuid        not null,
    words           jsonb       not null,               -- {"actor": …, "data": {…}}: laid over the event when it is read
    foreign key (org_id, contact_id) references contacts (org_id, id)
);
create index event_words_contact on event_words (org_id, contact_id);

-- A client asked to sign in. There is a row for unknown addresses too, so that neither answer nor time tells.
-- The code is kept as an HMAC; it belongs to the browser that asked, whose cookie is kept as SHA-256.
create table client_codes (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    browser_hash    text        not null,
    email           text        not null,               -- as asked for, lower case
    contact_id      uuid,                               -- null: nobody has this address, or the mail is not written yet
    code_hash       text,
    tries           bigint      not null default 0,
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    used_at         timestamptz,
    unique (org_id, id),
    unique (org_id, browser_hash),
    foreign key (org_id, contact_id) references contacts (org_id, id)
);
create index client_codes_expiry on client_codes (expires_at);

-- A browser in which a client is signed in at one organisation. The cookie's value is stored as its SHA-256.
create table client_sessions (
    id              text        not null primary key,
    org_id          uuid        not null references organisations (id),
    contact_id      uuid        not null,
    device          text        not null default '',
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    unique (org_id, id),
    foreign key (org_id, contact_id) references contacts (org_id, id)
);
create index client_sessions_contact on client_sessions (org_id, contact_id);
create index client_sessions_expiry on client_sessions (expires_at);

-- Where the public pages stand: under a host name of their own, and in the frames of these origins.
alter table organisations add column host          text;             -- lower case, without port; null: under the house's
alter table organisations add column embed_origins text not null default '';     -- https://www.example.org, one after another
create unique index organisations_host_key on organisations (host);

-- The letters of one person.
create index messages_address on messages (org_id, to_address);
