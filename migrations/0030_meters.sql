-- What is read from assets, and what falls due by it.

-- A meter of an asset: a counter that only grows (hours, kilometres, copies), or a gauge that goes up and down (a pressure).
-- What numbers are is kept in millionths, as fields keep them.
create table meters (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    asset_id        uuid        not null,
    name            text        not null,
    name_key        text        not null,               -- in lower case
    unit            text        not null,
    kind            text        not null check (kind in ('counter', 'gauge')),
    newest          bigint      not null default 0,     -- the number of the newest entry of its ledger
    value           bigint,                             -- what it shows; null: it was never read
    total           bigint,                             -- what it has counted, also across a reset; of a gauge, its value
    read_at         timestamptz,                        -- when that was
    per_day         bigint,                             -- what it counts in a day, lately; null: not known
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    archived_at     timestamptz,                        -- it is not read any more
    unique (org_id, id),
    unique (org_id, asset_id, name_key),
    foreign key (org_id, asset_id) references assets (org_id, id)
);

-- What was read. An entry is never changed and never removed: another one corrects it.
create table meter_readings (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    meter_id        uuid        not null,
    number          bigint      not null,               -- in its ledger, from 1
    value           bigint      not null,
    total           bigint      not null,
    is_reset        boolean     not null default false, -- the counter was set back or replaced: it counts on from here
    corrects_id     uuid,                               -- the entry that this one stands instead of
    work_order_id   uuid,                               -- the work that it was read with
    note            text        not null default '',
    at              timestamptz not null,               -- when it was read
    noted_at        timestamptz not null,
    by_id           uuid        references users (id),
    unique (org_id, id),
    unique (org_id, meter_id, number),
    foreign key (org_id, meter_id) references meters (org_id, id),
    foreign key (org_id, corrects_id) references meter_readings (org_id, id),
    foreign key (org_id, work_order_id) references work_orders (org_id, id)
);
create unique index meter_readings_org_id_corrects_id_key on meter_readings (org_id, corrects_id) where corrects_id is not null;
create index meter_readings_order on meter_readings (org_id, work_order_id) where work_order_id is not null;

-- How an asset stands with a plan that is due by a meter or a condition.
create table maintenance_dues (
    org_id          uuid        not null references organisations (id),
    plan_id         uuid        not null,
    asset_id        uuid        not null,
    round           bigint      not null default 0,     -- orders raised so far
    order_id        uuid,                               -- the last of them, as long as it is not over
    base            bigint,                             -- by meter: what it had counted when it was last done
    due_at          bigint,                             -- by meter: what it will have counted when it is due
    due_on          date,                               -- by meter: the day on which that will be, by how it is used
    seen            bigint      not null default 0,     -- by a gauge: the number of the reading that raised the last order
    is_away         boolean     not null default true,  -- by condition: it did not hold since the last order was raised
    primary key (org_id, plan_id, asset_id),
    foreign key (org_id, plan_id) references maintenance_plans (org_id, id),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, order_id) references work_orders (org_id, id)
);
create index maintenance_dues_asset on maintenance_dues (org_id, asset_id);
create index maintenance_dues_order on maintenance_dues (org_id, order_id) where order_id is not null;
create index maintenance_dues_on on maintenance_dues (org_id, due_on) where due_on is not null;

-- What was raised, and for what: a day, or a round of an asset. The schema judges what is the same.
create table maintenance_raisings (
    org_id          uuid        not null references organisations (id),
    plan_id         uuid        not null,
    asset_id        uuid,                               -- of a plan for many assets, or by meter or condition: which of them
    occurrence      text        not null,               -- 2026-03-09, or round 3
    order_id        uuid        not null,
    primary key (org_id, order_id),
    foreign key (org_id, plan_id) references maintenance_plans (org_id, id),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, order_id) references work_orders (org_id, id)
);
create unique index maintenance_raisings_once on maintenance_raisings (org_id, plan_id, coalesce(asset_id, plan_id), occurrence);
insert into maintenance_raisings (org_id, plan_id, occurrence, order_id)
    select org_id, plan_id, cast(occurrence_on as text), id from work_orders where plan_id is not null;
drop index work_orders_org_id_plan_id_occurrence_on_key;
create index work_orders_plan on work_orders (org_id, plan_id, number) where plan_id is not null;
