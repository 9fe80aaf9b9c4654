-- Certifications: somebody goes through all that is held, grant by grant, and says what stays and what ends.

create table access_certifications (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    started_by      uuid        not null references users (id),
    started_at      timestamptz not null,
    held_by         uuid        not null references users (id),   -- who goes through it now
    touched_at      timestamptz not null,                         -- when they last decided something
    completed_by    uuid        references users (id),
    completed_at    timestamptz,
    abandoned_at    timestamptz,
    note            text        not null default '',
    kept            bigint      not null default 0,
    ended           bigint      not null default 0,
    review_id       uuid,                                         -- the review it became
    unique (org_id, id),
    foreign key (org_id, review_id) references access_reviews (org_id, id)
);
create unique index access_certifications_open on access_certifications (org_id)
    where completed_at is null and abandoned_at is null;
create index access_certifications_list on access_certifications (org_id, started_at, id);

-- What was decided about one grant, by whom, and what the grant was then.
create table access_verdicts (
    org_id          uuid        not null references organisations (id),
    certification_id uuid       not null,
    grant_id        uuid        not null,
    verdict         text        not null,                         -- keep, end
    seal            text        not null,                         -- of what was seen
    seen            jsonb       not null,                         -- what was seen, in words
    given_by        uuid        not null references users (id),
    given_at        timestamptz not null,
    outcome         text,                                         -- kept, ended, gone; null: not completed
    primary key (org_id, certification_id, grant_id),
    foreign key (org_id, certification_id) references access_certifications (org_id, id),
    foreign key (org_id, grant_id) references grants (org_id, id),
    constraint access_verdicts_verdict check (verdict in ('keep', 'end'))
);

-- What a merge of two contacts did, so that it can be undone for a while. Goes when the person is erased, and by itself.
create table contact_merges (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    kept_id         uuid        not null,
    gone_id         uuid        not null,
    before          jsonb       not null,               -- what both were, and what the one that is left became
    moved           jsonb       not null,               -- ids of what went over
    merged_by_name  text        not null,
    merged_at       timestamptz not null,
    unique (org_id, id),
    foreign key (org_id, kept_id) references contacts (org_id, id),
    foreign key (org_id, gone_id) references contacts (org_id, id)
);
create index contact_merges_kept on contact_merges (org_id, kept_id, merged_at, id);
create index contact_merges_age on contact_merges (merged_at);

-- Which letters a contact does not want. No row: all of them. What a booking needs is always written.
create table contact_letters (
    org_id          uuid        not null references organisations (id),
    contact_id      uuid        not null,
    reminders       boolean     not null default true,
    thanks          boolean     not null default true,
    chosen_at       timestamptz not null,
    primary key (org_id, contact_id),
    foreign key (org_id, contact_id) references contacts (org_id, id)
);

alter table messages add column unsubscribe text;       -- where one click ends letters of this kind (RFC 8058)

-- Host names that organisations want for their public pages, and how each was proven to be theirs. The one that is served
-- stands in organisations.host; before that it is wanted only. What was served before names were proven goes on.
create table host_proofs (
    org_id          uuid        not null references organisations (id),
    host            text        not null,
    token           text        not null,               -- what the name server is to say
    asked_at        timestamptz not null,
    checked_at      timestamptz,
    proven_at       timestamptz,
    proof           text,                               -- text, alias; before: served before; operator: not asked for; null: none
    failing_since   timestamptz,                        -- it was proven, and is not any more
    error           text        not null default '',
    primary key (org_id, host),
    constraint host_proofs_proof check (proof in ('text', 'alias', 'before', 'operator'))
);
insert into host_proofs (org_id, host, token, asked_at, proof)
    select id, host, '', created_at, 'before' from organisations where host is not null;
