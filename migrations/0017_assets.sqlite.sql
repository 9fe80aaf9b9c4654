-- Only what is in stock leaves it.
create trigger asset_not_in_stock before insert on custodies when new.in_at is null
begin
    select raise(abort, 'asset_not_in_stock') where not exists (
        select 1 from assets a left join asset_labels l on l.org_id = a.org_id and l.id = a.label_id
         where a.org_id = new.org_id and a.id = new.asset_id and a.state = 'in_stock' and coalesce(l.may_leave, true));
end;
-- Assigned is what somebody has; in stock and disposed of is what nobody has.
create trigger asset_state_and_custody before update of state on assets when new.state <> old.state
begin
    select raise(abort, 'asset_state_and_custody') where new.state <> 'in_maintenance' and (new.state = 'assigned') <> exists (
        select 1 from custodies c where c.org_id = new.org_id and c.asset_id = new.id and c.in_at is null);
end;
create trigger asset_begins_unassigned before insert on assets when new.state = 'assigned'
begin
    select raise(abort, 'asset_state_and_custody');
end;
-- What was handed over stays as it was; only its return is added, once.
create trigger custodies_are_closed_once before update on custodies when old.in_at is not null and (new.in_at is not old.in_at or new.out_at <> old.out_at)
begin
    select raise(abort, 'custody_is_over');
end;
