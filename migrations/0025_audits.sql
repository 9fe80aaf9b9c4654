-- Audits: whether what an organisation owns is where its records say, and what became of the differences.

-- An audit: of what is at a place and below it, of a category and below it, or of both; or of what people of it have.
create table audits (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    name            text        not null,
    kind            text        not null check (kind in ('place', 'held')), -- what is there, or what people have
    location_id     uuid,                               -- null: everywhere
    category_id     uuid,                               -- null: of every kind
    assignee_id     uuid        references users (id),
    due_on          date,                               -- where the organisation is
    note            text        not null default '',
    started_at      timestamptz not null,
    started_by      uuid        references users (id),
    closed_at       timestamptz,                        -- from then on nothing of it changes
    closed_by       uuid        references users (id),
    unique (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id),
    foreign key (org_id, category_id) references asset_categories (org_id, id)
);
create index audits_started on audits (org_id, started_at, id);
create index audits_location on audits (org_id, location_id) where location_id is not null;
create index audits_category on audits (org_id, category_id) where category_id is not null;

-- Whom an audit of what people have asks by mail, each by a link of their own.
create table audit_people (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    audit_id        uuid        not null,
    contact_id      uuid        not null,
    asked_at        timestamptz not null,
    reminded        bigint      not null default 0,     -- steps of the ladder of reminders that are behind them
    answered_at     timestamptz,
    unique (org_id, id),
    foreign key (org_id, audit_id) references audits (org_id, id),
    foreign key (org_id, contact_id) references contacts (org_id, id)
);
create index audit_people_audit on audit_people (org_id, audit_id);
create index audit_people_contact on audit_people (org_id, contact_id);

-- What it expects, frozen when it starts, and what else was seen.
create table audit_lines (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    audit_id        uuid        not null,
    asset_id        uuid,                               -- null: a code that nothing had
    code            text        not null,               -- the tag it had then, or what was read
    code_key        text        not null,               -- in lower case
    is_expected     boolean     not null,
    place_id        uuid,                               -- where the records had it then
    person_id       uuid,                               -- who is asked for it
    outcome         text        check (outcome in ('found', 'missing', 'misplaced', 'unexpected')), -- null: not looked for yet
    seen_at         timestamptz,                        -- when somebody said so
    seen_by         uuid        references users (id),
    seen_place_id   uuid,                               -- where it was seen
    note            text        not null default '',
    file_id         uuid,                               -- a photo
    decision        text        check (decision in ('leave', 'move', 'check_in', 'restock', 'flag')),
    label_id        uuid,                               -- with which label it was flagged
    unique (org_id, id),
    constraint audit_lines_seen check (outcome is null or outcome = 'missing' or seen_at is not null),
    constraint audit_lines_expected check (is_expected or outcome in ('misplaced', 'unexpected')),
    foreign key (org_id, audit_id) references audits (org_id, id),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, place_id) references locations (org_id, id),
    foreign key (org_id, person_id) references audit_people (org_id, id),
    foreign key (org_id, seen_place_id) references locations (org_id, id),
    foreign key (org_id, file_id) references files (org_id, id),
    foreign key (org_id, label_id) references asset_labels (org_id, id)
);
create unique index audit_lines_org_id_audit_id_asset_id_key on audit_lines (org_id, audit_id, asset_id) where asset_id is not null;
create unique index audit_lines_org_id_audit_id_code_key_key on audit_lines (org_id, audit_id, code_key) where asset_id is null;
create index audit_lines_code on audit_lines (org_id, audit_id, code_key, id);
create index audit_lines_asset on audit_lines (org_id, asset_id) where asset_id is not null;

create index audit_lines_person on audit_lines (org_id, person_id) where person_id is not null;

-- What people answered. Beside the lines, since what a person wrote is cut with them.
create table audit_answers (
    org_id          uuid        not null references organisations (id),
    line_id         uuid        not null,
    person_id       uuid        not null,
    has             boolean     not null,               -- they still have it
    note            text        not null default '',
    at              timestamptz not null,
    primary key (org_id, line_id),
    foreign key (org_id, line_id) references audit_lines (org_id, id),
    foreign key (org_id, person_id) references audit_people (org_id, id)
);
create index audit_answers_person on audit_answers (org_id, person_id);

-- Words that find an asset besides its tag: barcodes of makers and of earlier systems. None of them is a tag or a code of another.
create table asset_codes (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    asset_id        uuid        not null,
    code            text        not null,               -- as it is read
    code_key        text        not null,               -- in lower case
    created_at      timestamptz not null,
    created_by      uuid        references users (id),
    unique (org_id, id),
    unique (org_id, code_key),
    foreign key (org_id, asset_id) references assets (org_id, id)
);
create index asset_codes_asset on asset_codes (org_id, asset_id);

-- When somebody saw it last in an audit, and after how many months that is to be done again; null: inherited, at the top: never.
alter table assets add column audited_on date;
create index assets_audited on assets (org_id, category_id, audited_on);
alter table asset_categories add column audit_months bigint check (audit_months in (1, 2, 3, 6, 12, 18, 24, 36, 60));
