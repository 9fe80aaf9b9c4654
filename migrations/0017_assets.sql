-- What an organisation owns: the catalogue it is sorted by, the assets, and in whose custody each of them is and was.

-- A tree of kinds. What a category leaves open (tag pattern, unique serials, months of life) is said by what it stands in.
create table asset_categories (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    parent_id       uuid,
    path            text        not null,               -- /top/…/itself, of ids: a subtree is a prefix
    name            text        not null,
    tag_pattern     text        not null default '',    -- NB-#####: the hashes become the next number; empty: inherited
    unique_serials  boolean,                            -- null: inherited; at the top: true
    life_months     bigint      check (life_months > 0),-- null: inherited; at the top: no end of life
    note            text        not null default '',
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    archived_at     timestamptz,
    unique (org_id, id),
    foreign key (org_id, parent_id) references asset_categories (org_id, id)
);
create unique index asset_categories_org_id_parent_id_name_key on asset_categories (org_id, parent_id, name) where archived_at is null;
create unique index asset_categories_org_id_name_key on asset_categories (org_id, name) where parent_id is null and archived_at is null;
create index asset_categories_path on asset_categories (org_id, path);

-- The next number of each pattern. A number is taken in the transaction that makes the asset, so none is lost.
create table tag_sequences (
    org_id          uuid        not null references organisations (id),
    pattern         text        not null,
    next            bigint      not null check (next > 0),
    primary key (org_id, pattern)
);

-- Who makes things, and who sells or services them; many do both.
create table vendors (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    name            text        not null,
    makes           boolean     not null,
    supplies        boolean     not null,
    url             text        not null default '',
    email           text        not null default '',
    phone           text        not null default '',
    address         text        not null default '',
    note            text        not null default '',
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    archived_at     timestamptz,
    unique (org_id, id),
    constraint vendors_role check (makes or supplies)
);
create unique index vendors_org_id_name_key on vendors (org_id, name) where archived_at is null;

-- A thing one can buy more than once: ThinkPad T14 of Lenovo.
create table asset_models (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    category_id     uuid        not null,
    maker_id        uuid,
    name            text        not null,
    number          text        not null default '',    -- the maker's
    life_months     bigint      check (life_months > 0),-- null: its category's
    note            text        not null default '',
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    archived_at     timestamptz,
    unique (org_id, id),
    foreign key (org_id, category_id) references asset_categories (org_id, id),
    foreign key (org_id, maker_id) references vendors (org_id, id)
);
create unique index asset_models_org_id_name_number_key on asset_models (org_id, name, number) where archived_at is null;
create index asset_models_category on asset_models (org_id, category_id);

-- Words of the organisation for how an asset stands, each on one of the four states.
create table asset_labels (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    state           text        not null check (state in ('in_stock', 'assigned', 'in_maintenance', 'disposed')),
    name            text        not null,
    tone            text        not null check (tone in ('ok', 'info', 'warn', 'bad', 'muted')),
    may_leave       boolean     not null,               -- in stock: may be checked out
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    archived_at     timestamptz,
    unique (org_id, id),
    unique (org_id, id, state)
);
create unique index asset_labels_org_id_name_key on asset_labels (org_id, name) where archived_at is null;

-- Fields of the organisation's own, of a category and all below it, or of every asset.
create table asset_fields (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    category_id     uuid,                               -- null: of every asset
    name            text        not null,
    kind            text        not null check (kind in ('text', 'number', 'money', 'date', 'choice', 'boolean', 'url', 'person')),
    is_required     boolean     not null,
    is_unique       boolean     not null,
    is_sealed       boolean     not null,               -- kept encrypted; cannot be searched or sorted by
    is_listed       boolean     not null,               -- a column of the list
    pattern         text        not null default '',    -- a regular expression that a text must match as a whole
    help            text        not null default '',
    choices         jsonb       not null,               -- ["Black", "Silver"]
    position        bigint      not null,
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    archived_at     timestamptz,
    unique (org_id, id),
    foreign key (org_id, category_id) references asset_categories (org_id, id)
);
create unique index asset_fields_org_id_category_id_name_key on asset_fields (org_id, category_id, name) where archived_at is null;
create unique index asset_fields_org_id_name_key on asset_fields (org_id, name) where category_id is null and archived_at is null;

-- A thing owned. Where it is now and where it belongs are two places; who has it stands in custodies.
create table assets (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    tag             text        not null,               -- as it stands on the label
    tag_key         text        not null,               -- in lower case: what a scanner finds it by
    name            text        not null,
    category_id     uuid        not null,
    model_id        uuid,
    serial          text        not null default '',
    serial_key      text,                               -- in lower case, where serials of its category are unique
    state           text        not null check (state in ('in_stock', 'assigned', 'in_maintenance', 'disposed')),
    label_id        uuid,
    home_id         uuid,                               -- where it belongs
    location_id     uuid,                               -- where it is
    supplier_id     uuid,
    purchased_on    date,
    cost_minor      bigint      check (cost_minor >= 0),-- in the asset's currency
    currency        text        not null,
    order_number    text        not null default '',
    warranty_until  date,                               -- the last day of it
    ends_on         date,                               -- end of life
    note            text        not null default '',
    search          text        not null,               -- what it is found by, in lower case
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    disposed_at     timestamptz,
    disposal        text        not null default '',    -- why, and what became of it
    unique (org_id, id),
    unique (org_id, tag_key),
    constraint assets_disposed check ((state = 'disposed') = (disposed_at is not null)),
    foreign key (org_id, category_id) references asset_categories (org_id, id),
    foreign key (org_id, model_id) references asset_models (org_id, id),
    foreign key (org_id, label_id, state) references asset_labels (org_id, id, state),
    foreign key (org_id, home_id) references locations (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id),
    foreign key (org_id, supplier_id) references vendors (org_id, id)
);
create unique index assets_org_id_serial_key_key on assets (org_id, serial_key) where serial_key is not null;
create index assets_name on assets (org_id, name, id);
create index assets_category on assets (org_id, category_id, tag_key);
create index assets_model on assets (org_id, model_id, tag_key);
create index assets_location on assets (org_id, location_id, tag_key);
create index assets_home on assets (org_id, home_id);
create index assets_state on assets (org_id, state, tag_key);
create index assets_updated on assets (org_id, updated_at, id);
-- What says nothing stands before everything that does, as in the lists.
create index assets_purchased on assets (org_id, coalesce(purchased_on, '0001-01-01'), id);
create index assets_warranty on assets (org_id, coalesce(warranty_until, '0001-01-01'), id);
create index assets_cost on assets (org_id, coalesce(cost_minor, -1), id);

-- What an asset's own fields hold.
create table asset_values (
    org_id          uuid        not null references organisations (id),
    asset_id        uuid        not null,
    field_id        uuid        not null,
    value           text        not null,               -- in the form that its kind is sent by; sealed where the field is
    number          bigint,                             -- what numbers, money, dates and booleans are sorted and compared by
    unique_key      text,                               -- in lower case, where the field is unique
    sealed_as         uuid,                               -- what a sealed value is locked for; null: not sealed
    primary key (org_id, asset_id, field_id),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, field_id) references asset_fields (org_id, id)
);
create unique index asset_values_org_id_field_id_unique_key_key on asset_values (org_id, field_id, unique_key) where unique_key is not null;
create index asset_values_field on asset_values (org_id, field_id, value);
create unique index asset_values_sealed on asset_values (sealed_as) where sealed_as is not null;
create index asset_values_number on asset_values (org_id, field_id, number);

-- Who has, or had, an asset: a person, a place, or another asset that it is part of.
create table custodies (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    asset_id        uuid        not null,
    contact_id      uuid,
    location_id     uuid,
    holder_id       uuid,                               -- another asset
    due_on          date,                               -- expected back, where the organisation is; null: for good
    out_at          timestamptz not null,
    out_by          uuid        references users (id),
    out_note        text        not null default '',
    in_at           timestamptz,
    in_by           uuid        references users (id),
    in_note         text        not null default '',
    chased          bigint      not null default 0,     -- steps of the ladder of letters that are behind it
    unique (org_id, id),
    constraint custodies_one check (
        (case when contact_id is null then 0 else 1 end)
        + (case when location_id is null then 0 else 1 end)
        + (case when holder_id is null then 0 else 1 end) = 1),
    constraint custodies_not_itself check (holder_id is null or holder_id <> asset_id),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, contact_id) references contacts (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id),
    foreign key (org_id, holder_id) references assets (org_id, id)
);
create unique index custodies_org_id_asset_id_key on custodies (org_id, asset_id) where in_at is null;
create index custodies_asset on custodies (org_id, asset_id, out_at);
create index custodies_contact on custodies (org_id, contact_id);
create index custodies_location on custodies (org_id, location_id);
create index custodies_holder on custodies (org_id, holder_id);
create index custodies_due on custodies (org_id, due_on) where in_at is null;
