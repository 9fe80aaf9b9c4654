-- Audits that can be changed while they run; files of work orders; planned maintenance that is put off.

-- When those who do not answer are reminded: days after the letter, with commas between them; empty: never.
alter table audits add column reminders text not null default '3,7,14';
-- Two who change an audit at once hear of each other.
alter table audits add column version bigint not null default 1;

-- The files of a work order; their bytes stand in `files`, or where that says.
create table work_order_files (
    org_id          uuid        not null references organisations (id),
    order_id        uuid        not null,
    file_id         uuid        not null,
    name            text        not null,               -- what it was called where it came from
    is_picture      boolean     not null,
    added_by        uuid        references users (id),
    removed_at      timestamptz,                        -- it can be taken back for some days, then it goes for good
    primary key (org_id, order_id, file_id),
    foreign key (org_id, order_id) references work_orders (org_id, id),
    foreign key (org_id, file_id) references files (org_id, id)
);
create index work_order_files_file on work_order_files (org_id, file_id);
create index work_order_files_removed on work_order_files (removed_at) where removed_at is not null;

-- Maintenance to come that somebody does not want to see for a while, or not any more. Its order is raised all the same.
create table maintenance_hushes (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    plan_id         uuid        not null,
    asset_id        uuid,                               -- by meter: of which asset
    mark            text        not null,               -- 2026-03-09, or by meter what it will have counted
    snoozed_until   date,                               -- where the organisation is
    dismissed_at    timestamptz,
    dismissed_by    uuid        references users (id),
    unique (org_id, id),
    foreign key (org_id, plan_id) references maintenance_plans (org_id, id),
    foreign key (org_id, asset_id) references assets (org_id, id)
);
create unique index maintenance_hushes_once on maintenance_hushes (org_id, plan_id, coalesce(asset_id, plan_id), mark);
create index maintenance_hushes_asset on maintenance_hushes (org_id, asset_id) where asset_id is not null;
