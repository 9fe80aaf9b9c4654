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
