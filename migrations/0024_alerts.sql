-- What comes to an end: told once some days before, snoozed, and dismissed.

-- How many days before the end it is told. Null: inherited; at the top: 30.
alter table asset_categories add column alert_days bigint check (alert_days between 0 and 730);

-- Of a date: the day until which the asset may be used, such as that of a licence or of the next safety test.
alter table asset_fields add column is_expiry boolean not null default false;

-- A day of an asset, or of some work, that comes near. Another day is another alert.
create table asset_alerts (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    kind            text        not null check (kind in ('warranty', 'life', 'expiry', 'work')),
    asset_id        uuid,
    field_id        uuid,                               -- of an expiry: which of its dates
    order_id        uuid,                               -- of work: which
    due_on          date        not null,
    raised_at       timestamptz not null,
    late_at         timestamptz,                        -- of work: since when it was told that it is late
    closed_at       timestamptz,                        -- the day is another one now, or the asset or the work is over
    snoozed_until   date,                               -- on that day it is shown again
    dismissed_at    timestamptz,
    dismissed_by    uuid        references users (id),
    unique (org_id, id),
    constraint asset_alerts_subject check (
        (kind = 'work') = (order_id is not null) and (kind = 'work') = (asset_id is null) and (kind = 'expiry') = (field_id is not null)),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, field_id) references asset_fields (org_id, id),
    foreign key (org_id, order_id) references work_orders (org_id, id)
);
-- The schema judges what is the same alert: it is told once, whoever looks and however often.
create unique index asset_alerts_once on asset_alerts (org_id, kind, coalesce(asset_id, order_id), coalesce(field_id, asset_id, order_id), due_on);
create index asset_alerts_due on asset_alerts (org_id, due_on, id);
create index asset_alerts_asset on asset_alerts (org_id, asset_id) where asset_id is not null;
create index asset_alerts_order on asset_alerts (org_id, order_id) where order_id is not null;
