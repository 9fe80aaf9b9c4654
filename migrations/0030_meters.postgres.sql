-- A plan may be for many assets, and due by a meter or a condition.
alter table maintenance_plans drop constraint maintenance_plans_subject;
alter table maintenance_plans add column category_id uuid;
alter table maintenance_plans add column model_id uuid;
alter table maintenance_plans add column due_by text not null default 'days' check (due_by in ('days', 'meter', 'condition'));
alter table maintenance_plans add column meter_name text;
alter table maintenance_plans add column meter_key text;
alter table maintenance_plans add column every bigint check (every > 0);
alter table maintenance_plans add column ahead bigint check (ahead >= 0);
alter table maintenance_plans add column counted_from bigint;
alter table maintenance_plans add column field_id uuid;
alter table maintenance_plans add column test text check (test in ('above', 'below', 'equal'));
alter table maintenance_plans add column threshold text;
alter table maintenance_plans add column threshold_number bigint;
alter table maintenance_plans add constraint maintenance_plans_subject check (
    case when asset_id is not null then location_id is null and category_id is null and model_id is null
         when category_id is not null then model_id is null
         else location_id is not null or model_id is not null end);
alter table maintenance_plans add constraint maintenance_plans_due check (
    case due_by when 'days' then rule <> '' and meter_key is null and field_id is null and every is null and test is null
                when 'meter' then rule = '' and meter_key is not null and field_id is null and every is not null and ahead is not null and test is null
                else rule = '' and (meter_key is null) <> (field_id is null) and every is null and test is not null and threshold is not null end);
alter table maintenance_plans add foreign key (org_id, category_id) references asset_categories (org_id, id);
alter table maintenance_plans add foreign key (org_id, model_id) references asset_models (org_id, id);
alter table maintenance_plans add foreign key (org_id, field_id) references asset_fields (org_id, id);
create index maintenance_plans_category on maintenance_plans (org_id, category_id) where category_id is not null;
create index maintenance_plans_model on maintenance_plans (org_id, model_id) where model_id is not null;
create index maintenance_plans_field on maintenance_plans (org_id, field_id) where field_id is not null;

-- Readings stay as they are.
create function meter_readings_stay() returns trigger language plpgsql as $$
begin
    raise exception 'meter_readings_stay' using errcode = 'check_violation', constraint = 'meter_readings_stay';
end $$;
create trigger meter_readings_stay_update before update on meter_readings
    for each row execute function meter_readings_stay();
create trigger meter_readings_stay_delete before delete on meter_readings
    for each row execute function meter_readings_stay();

-- A counter does not run backward from the newest entry that stands, unless it was set back or replaced. The row lock lets
-- one reading of a meter at a time through.
create function meter_runs_back() returns trigger language plpgsql as $$
declare
    of_kind text;
begin
    select kind into of_kind from meters where org_id = new.org_id and id = new.meter_id for no key update;
    if of_kind = 'counter' and not new.is_reset and exists (
        select 1 from meter_readings e
         where e.org_id = new.org_id and e.meter_id = new.meter_id and e.value > new.value
           and e.number = (select max(x.number) from meter_readings x
                            where x.org_id = new.org_id and x.meter_id = new.meter_id and x.id is distinct from new.corrects_id
                              and not exists (select 1 from meter_readings c where c.org_id = x.org_id and c.corrects_id = x.id)))
    then
        raise exception 'meter_runs_back' using errcode = 'check_violation', constraint = 'meter_runs_back';
    end if;
    return new;
end $$;
create trigger meter_runs_back before insert on meter_readings
    for each row execute function meter_runs_back();
