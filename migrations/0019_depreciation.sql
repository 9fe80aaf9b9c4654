-- How what was paid for assets becomes less with time.

-- Rules by which value goes, named so that many assets can follow them.
create table depreciation_schemes (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    name            text        not null,
    method          text        not null check (method in ('straight_line', 'declining_balance', 'double_declining', 'sum_of_years')),
    months          bigint      not null check (months between 1 and 1200),
    rate_bp         bigint      check (rate_bp between 1 and 10000),        -- of a declining balance, hundredths of a percent a year
    salvage_bp      bigint      not null check (salvage_bp between 0 and 10000), -- what stays, hundredths of a percent of the cost
    switches        boolean     not null,               -- a declining balance goes over to the straight line
    convention      text        not null check (convention in ('full_month', 'half_year')),
    expense_account text        not null default '',    -- what a journal charges
    contra_account  text        not null default '',    -- what a journal gathers it on
    note            text        not null default '',
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    archived_at     timestamptz,
    unique (org_id, id)
);
create unique index depreciation_schemes_org_id_name_key on depreciation_schemes (org_id, name) where archived_at is null;

-- What a category says itself; without a row, what it stands in says it.
create table category_schemes (
    org_id          uuid        not null references organisations (id),
    category_id     uuid        not null,
    scheme_id       uuid        not null,
    primary key (org_id, category_id),
    foreign key (org_id, category_id) references asset_categories (org_id, id),
    foreign key (org_id, scheme_id) references depreciation_schemes (org_id, id)
);
create index category_schemes_scheme on category_schemes (org_id, scheme_id);

-- What an asset does otherwise than its category says; without a row, nothing.
create table asset_books (
    org_id          uuid        not null references organisations (id),
    asset_id        uuid        not null,
    scheme_id       uuid,                               -- null: its category's
    salvage_minor   bigint      check (salvage_minor >= 0), -- in the asset's currency; null: the scheme's part of the cost
    primary key (org_id, asset_id),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, scheme_id) references depreciation_schemes (org_id, id)
);
create index asset_books_scheme on asset_books (org_id, scheme_id);
