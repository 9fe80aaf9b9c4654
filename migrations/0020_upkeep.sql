-- What has to be done again and again: a plan raises an order some days before each day of its rule.
create table maintenance_plans (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    title           text        not null,               -- of the orders it raises
    kind            text        not null check (kind in ('repair', 'inspection', 'preventive', 'cleaning', 'other')),
    priority        text        not null check (priority in ('low', 'normal', 'high', 'urgent')),
    asset_id        uuid,
    location_id     uuid,
    assignee_id     uuid        references users (id),
    takes_out       boolean     not null default false,
    checklist       text        not null default '',    -- steps, one a line
    rule            text        not null,               -- RRULE, counted from starts_on
    starts_on       date        not null,
    ahead_days      bigint      not null check (ahead_days between 0 and 366),
    next_on         date,                               -- the first day no order was raised for; null: the rule is over
    paused_at       timestamptz,
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    unique (org_id, id),
    constraint maintenance_plans_subject check ((asset_id is null) <> (location_id is null)),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id)
);
create index maintenance_plans_next on maintenance_plans (org_id, next_on) where paused_at is null and next_on is not null;
create index maintenance_plans_asset on maintenance_plans (org_id, asset_id) where asset_id is not null;
create index maintenance_plans_location on maintenance_plans (org_id, location_id) where location_id is not null;

-- Work that has to be done about an asset or a place.
create table work_counters (
    org_id          uuid        not null primary key references organisations (id),
    next            bigint      not null check (next > 0)   -- taken in the transaction that raises the order, so none is lost
);
create table work_orders (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    number          bigint      not null,               -- WO-12
    title           text        not null,
    description     text        not null default '',
    kind            text        not null check (kind in ('repair', 'inspection', 'preventive', 'cleaning', 'other')),
    priority        text        not null check (priority in ('low', 'normal', 'high', 'urgent')),
    state           text        not null check (state in ('open', 'in_progress', 'waiting', 'done', 'cancelled')),
    asset_id        uuid,
    location_id     uuid,
    assignee_id     uuid        references users (id),
    due_on          date,                               -- where the organisation is
    supplier_id     uuid,                               -- who does it from outside
    labour_minutes  bigint      not null default 0 check (labour_minutes >= 0),
    rate_minor      bigint      not null default 0 check (rate_minor >= 0),  -- of an hour of labour
    other_minor     bigint      not null default 0 check (other_minor >= 0), -- besides labour and parts
    currency        text        not null,
    down_from       timestamptz,                        -- since when it cannot be used
    down_until      timestamptz,
    takes_out       boolean     not null default false, -- work takes the asset out of service
    took_out        boolean     not null default false, -- and did
    search          text        not null,               -- what it is found by, in lower case
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    created_by      uuid        references users (id),
    updated_at      timestamptz not null,
    started_at      timestamptz,
    ended_at        timestamptz,
    plan_id         uuid,                               -- which plan raised it
    occurrence_on   date,                               -- for which of its days
    unique (org_id, id),
    unique (org_id, number),
    constraint work_orders_subject check ((asset_id is null) <> (location_id is null)),
    constraint work_orders_down check (down_until is null or down_from < down_until),
    constraint work_orders_over check ((state in ('done', 'cancelled')) = (ended_at is not null)),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id),
    foreign key (org_id, supplier_id) references vendors (org_id, id),
    foreign key (org_id, plan_id) references maintenance_plans (org_id, id)
);
create unique index work_orders_org_id_plan_id_occurrence_on_key on work_orders (org_id, plan_id, occurrence_on) where plan_id is not null;
create index work_orders_state on work_orders (org_id, state, number);
create index work_orders_asset on work_orders (org_id, asset_id, number) where asset_id is not null;
create index work_orders_location on work_orders (org_id, location_id, number) where location_id is not null;
create index work_orders_assignee on work_orders (org_id, assignee_id) where assignee_id is not null;

-- Its checklist, step by step.
create table work_tasks (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    order_id        uuid        not null,
    position        bigint      not null,
    text            text        not null,
    done_at         timestamptz,
    done_by         uuid        references users (id),
    unique (org_id, id),
    foreign key (org_id, order_id) references work_orders (org_id, id)
);
create index work_tasks_order on work_tasks (org_id, order_id, position);

-- What people wrote about the work.
create table work_comments (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    order_id        uuid        not null,
    text            text        not null,
    at              timestamptz not null,
    by_id           uuid        references users (id),
    unique (org_id, id),
    foreign key (org_id, order_id) references work_orders (org_id, id)
);
create index work_comments_order on work_comments (org_id, order_id, id);

-- What is used up: items of stock, a ledger of what came and went at each place, and what is on hand there.
create table stock_items (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    name            text        not null,
    sku             text        not null default '',    -- the organisation's or the supplier's number of it
    sku_key         text,                               -- in lower case; null where there is none
    category_id     uuid        not null,
    unit            text        not null,               -- what is counted: piece, box, metre
    supplier_id     uuid,
    cost_minor      bigint      check (cost_minor >= 0),-- of one unit
    currency        text        not null,
    note            text        not null default '',
    search          text        not null,               -- what it is found by, in lower case
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    archived_at     timestamptz,
    unique (org_id, id),
    foreign key (org_id, category_id) references asset_categories (org_id, id),
    foreign key (org_id, supplier_id) references vendors (org_id, id)
);
create unique index stock_items_org_id_sku_key_key on stock_items (org_id, sku_key) where sku_key is not null;
create index stock_items_name on stock_items (org_id, name, id);
create index stock_items_category on stock_items (org_id, category_id);
create index stock_items_supplier on stock_items (org_id, supplier_id);

-- What is on hand of an item at a place. Entries change it, and nothing else does.
create table stock_levels (
    org_id          uuid        not null references organisations (id),
    item_id         uuid        not null,
    location_id     uuid        not null,
    on_hand         bigint      not null default 0,
    minimum         bigint      check (minimum >= 0),   -- null: what its category says
    is_low          boolean     not null default false, -- it was told that there is too little
    primary key (org_id, item_id, location_id),
    foreign key (org_id, item_id) references stock_items (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id)
);
create index stock_levels_location on stock_levels (org_id, location_id);

-- How much of every item of a category, and of those below it, there should be at each place that has it.
create table stock_minimums (
    org_id          uuid        not null references organisations (id),
    category_id     uuid        not null,
    minimum         bigint      not null check (minimum >= 0),
    primary key (org_id, category_id),
    foreign key (org_id, category_id) references asset_categories (org_id, id)
);

-- What came and went. An entry is never changed and never removed: another one makes up for it.
create table stock_entries (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    item_id         uuid        not null,
    location_id     uuid        not null,
    kind            text        not null check (kind in ('receive', 'issue', 'return', 'adjust', 'transfer')),
    quantity        bigint      not null check (quantity <> 0), -- more than none came, less than none went
    act_id          uuid        not null,               -- the first entry of the act: both of a transfer have the same
    reverses_id     uuid,                               -- the entry that this one makes up for
    asset_id        uuid,                               -- what it was issued to, or came back from
    work_order_id   uuid,                               -- or for which work
    cost_minor      bigint      check (cost_minor >= 0),-- of one unit, as it was then
    currency        text        not null,
    note            text        not null default '',
    at              timestamptz not null,
    by_id           uuid        references users (id),
    unique (org_id, id),
    foreign key (org_id, item_id) references stock_items (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id),
    foreign key (org_id, act_id) references stock_entries (org_id, id),
    foreign key (org_id, reverses_id) references stock_entries (org_id, id),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, work_order_id) references work_orders (org_id, id)
);
create index stock_entries_work on stock_entries (org_id, work_order_id) where work_order_id is not null;
create unique index stock_entries_org_id_reverses_id_key on stock_entries (org_id, reverses_id) where reverses_id is not null;
create index stock_entries_item on stock_entries (org_id, item_id, id);
create index stock_entries_act on stock_entries (org_id, act_id);
create index stock_entries_asset on stock_entries (org_id, asset_id) where asset_id is not null;

-- To which person an entry went, or from whom it came back. Beside the entry, since it moves when two persons are one, and
-- what is written about a person is cut with them.
create table stock_receivers (
    org_id          uuid        not null references organisations (id),
    entry_id        uuid        not null,
    contact_id      uuid        not null,
    note            text        not null default '',
    primary key (org_id, entry_id),
    foreign key (org_id, entry_id) references stock_entries (org_id, id),
    foreign key (org_id, contact_id) references contacts (org_id, id)
);
create index stock_receivers_contact on stock_receivers (org_id, contact_id);
