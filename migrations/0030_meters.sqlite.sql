-- A plan may be for many assets, and due by a meter or a condition. SQLite cannot change a check nor add a composite foreign
-- key, so the table is made anew under its own name; what refers to it waits for the end.
pragma defer_foreign_keys = on;
create table maintenance_plans_were as select * from maintenance_plans;
drop table maintenance_plans;
create table maintenance_plans (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    title           text        not null,
    kind            text        not null check (kind in ('repair', 'inspection', 'preventive', 'cleaning', 'other')),
    priority        text        not null check (priority in ('low', 'normal', 'high', 'urgent')),
    asset_id        uuid,
    location_id     uuid,                               -- of a plan for many assets: where they are or belong, with all below
    assignee_id     uuid        references users (id),
    takes_out       boolean     not null default false,
    checklist       text        not null default '',
    rule            text        not null,               -- RRULE, counted from starts_on; empty where it is due by something else
    starts_on       date        not null,
    ahead_days      bigint      not null check (ahead_days between 0 and 366),
    next_on         date,
    paused_at       timestamptz,
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    category_id     uuid,                               -- for each asset of it and of all below it; or
    model_id        uuid,                               -- for each asset of this model
    due_by          text        not null default 'days' check (due_by in ('days', 'meter', 'condition')),
    meter_name      text,                               -- which meter of each asset
    meter_key       text,                               -- in lower case
    every           bigint      check (every > 0),      -- so much of it
    ahead           bigint      check (ahead >= 0),     -- raised so much before
    counted_from    bigint,                             -- from what it had counted then; null: from when the plan saw it first
    field_id        uuid,                               -- or which field of each asset
    test            text        check (test in ('above', 'below', 'equal')),
    threshold       text,                               -- what it is compared with, as the field keeps it
    threshold_number bigint,
    unique (org_id, id),
    constraint maintenance_plans_subject check (
        case when asset_id is not null then location_id is null and category_id is null and model_id is null
             when category_id is not null then model_id is null
             else location_id is not null or model_id is not null end),
    constraint maintenance_plans_due check (
        case due_by when 'days' then rule <> '' and meter_key is null and field_id is null and every is null and test is null
                    when 'meter' then rule = '' and meter_key is not null and field_id is null and every is not null and ahead is not null and test is null
                    else rule = '' and (meter_key is null) <> (field_id is null) and every is null and test is not null and threshold is not null end),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id),
    foreign key (org_id, category_id) references asset_categories (org_id, id),
    foreign key (org_id, model_id) references asset_models (org_id, id),
    foreign key (org_id, field_id) references asset_fields (org_id, id)
);
insert into maintenance_plans (id, org_id, title, kind, priority, asset_id, location_id, assignee_id, takes_out, checklist, rule, starts_on,
        ahead_days, next_on, paused_at, version, created_at)
    select id, org_id, title, kind, priority, asset_id, location_id, assignee_id, takes_out, checklist, rule, starts_on,
        ahead_days, next_on, paused_at, version, created_at from maintenance_plans_were;
drop table maintenance_plans_were;
create index maintenance_plans_next on maintenance_plans (org_id, next_on) where paused_at is null and next_on is not null;
create index maintenance_plans_asset on maintenance_plans (org_id, asset_id) where asset_id is not null;
create index maintenance_plans_location on maintenance_plans (org_id, location_id) where location_id is not null;
create index maintenance_plans_category on maintenance_plans (org_id, category_id) where category_id is not null;
create index maintenance_plans_model on maintenance_plans (org_id, model_id) where model_id is not null;
create index maintenance_plans_field on maintenance_plans (org_id, field_id) where field_id is not null;

-- Readings stay as they are.
create trigger meter_readings_stay_update before update on meter_readings
begin
    select raise(abort, 'meter_readings_stay');
end;
create trigger meter_readings_stay_delete before delete on meter_readings
begin
    select raise(abort, 'meter_readings_stay');
end;
-- A counter does not run backward from the newest entry that stands, unless it was set back or replaced.
create trigger meter_runs_back before insert on meter_readings when not new.is_reset
begin
    select raise(abort, 'meter_runs_back') where exists (
        select 1 from meters m join meter_readings e on e.org_id = m.org_id and e.meter_id = m.id
         where m.org_id = new.org_id and m.id = new.meter_id and m.kind = 'counter' and e.value > new.value
           and e.number = (select max(x.number) from meter_readings x
                            where x.org_id = new.org_id and x.meter_id = new.meter_id and x.id is not new.corrects_id
                              and not exists (select 1 from meter_readings c where c.org_id = x.org_id and c.corrects_id = x.id)));
end;
