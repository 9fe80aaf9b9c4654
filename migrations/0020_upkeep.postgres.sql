-- Entries stay as they are.
create function stock_entries_stay() returns trigger language plpgsql as $$
begin
    raise exception 'stock_entries_stay' using errcode = 'check_violation', constraint = 'stock_entries_stay';
end $$;
create trigger stock_entries_stay_update before update on stock_entries
    for each row execute function stock_entries_stay();
create trigger stock_entries_stay_delete before delete on stock_entries
    for each row execute function stock_entries_stay();

-- What is on hand follows each entry. The row lock lets one entry at a time through for an item at a place.
create function stock_follows() returns trigger language plpgsql as $$
begin
    insert into stock_levels (org_id, item_id, location_id) values (new.org_id, new.item_id, new.location_id) on conflict do nothing;
    update stock_levels set on_hand = on_hand + new.quantity
     where org_id = new.org_id and item_id = new.item_id and location_id = new.location_id;
    return null;
end $$;
create trigger stock_follows after insert on stock_entries
    for each row execute function stock_follows();

-- Nothing is taken that is not there.
create function stock_below_nothing() returns trigger language plpgsql as $$
begin
    if new.on_hand < 0 then
        raise exception 'stock_below_nothing' using errcode = 'check_violation', constraint = 'stock_below_nothing';
    end if;
    return new;
end $$;
create trigger stock_below_nothing before update of on_hand on stock_levels
    for each row execute function stock_below_nothing();

-- An entry is made up for at the same place by as much, and what makes up for another is final.
create function stock_reversal_fits() returns trigger language plpgsql as $$
begin
    if new.reverses_id is not null and not exists (
        select 1 from stock_entries e where e.org_id = new.org_id and e.id = new.reverses_id and e.item_id = new.item_id
           and e.location_id = new.location_id and e.quantity = -new.quantity and e.reverses_id is null)
    then
        raise exception 'stock_reversal_fits' using errcode = 'check_violation', constraint = 'stock_reversal_fits';
    end if;
    return new;
end $$;
create trigger stock_reversal_fits before insert on stock_entries
    for each row execute function stock_reversal_fits();
