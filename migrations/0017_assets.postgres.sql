-- Only what is in stock leaves it. The row lock lets one hand-over at a time through for an asset.
create function asset_not_in_stock() returns trigger language plpgsql as $$
declare
    found_state text;
    leaves      boolean;
begin
    if new.in_at is not null then return new; end if;
    select a.state, coalesce(l.may_leave, true) into found_state, leaves
      from assets a left join asset_labels l on l.org_id = a.org_id and l.id = a.label_id
     where a.org_id = new.org_id and a.id = new.asset_id for no key update of a;
    if found_state is distinct from 'in_stock' or not leaves then
        raise exception 'asset_not_in_stock' using errcode = 'check_violation', constraint = 'asset_not_in_stock';
    end if;
    return new;
end $$;
create trigger asset_not_in_stock before insert on custodies
    for each row execute function asset_not_in_stock();

-- Assigned is what somebody has; in stock and disposed of is what nobody has.
create function asset_state_and_custody() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'assigned' then return new; end if;
    elsif new.state = old.state or new.state = 'in_maintenance' or (new.state = 'assigned') = exists (
        select 1 from custodies c where c.org_id = new.org_id and c.asset_id = new.id and c.in_at is null)
    then
        return new;
    end if;
    raise exception 'asset_state_and_custody' using errcode = 'check_violation', constraint = 'asset_state_and_custody';
end $$;
create trigger asset_state_and_custody before update of state on assets
    for each row execute function asset_state_and_custody();
create trigger asset_begins_unassigned before insert on assets
    for each row execute function asset_state_and_custody();

-- What was handed over stays as it was; only its return is added, once.
create function custodies_are_closed_once() returns trigger language plpgsql as $$
begin
    if old.in_at is not null and (new.in_at is distinct from old.in_at or new.out_at <> old.out_at) then
        raise exception 'custody_is_over' using errcode = 'check_violation', constraint = 'custody_is_over';
    end if;
    return new;
end $$;
create trigger custodies_are_closed_once before update on custodies
    for each row execute function custodies_are_closed_once();
