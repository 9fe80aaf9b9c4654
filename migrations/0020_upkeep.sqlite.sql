-- Entries stay as they are.
create trigger stock_entries_stay_update before update on stock_entries
begin
    select raise(abort, 'stock_entries_stay');
end;
create trigger stock_entries_stay_delete before delete on stock_entries
begin
    select raise(abort, 'stock_entries_stay');
end;
-- What is on hand follows each entry.
create trigger stock_follows after insert on stock_entries
begin
    insert into stock_levels (org_id, item_id, location_id) values (new.org_id, new.item_id, new.location_id) on conflict do nothing;
    update stock_levels set on_hand = on_hand + new.quantity
     where org_id = new.org_id and item_id = new.item_id and location_id = new.location_id;
end;
-- Nothing is taken that is not there.
create trigger stock_below_nothing before update of on_hand on stock_levels when new.on_hand < 0
begin
    select raise(abort, 'stock_below_nothing');
end;
-- An entry is made up for at the same place by as much, and what makes up for another is final.
create trigger stock_reversal_fits before insert on stock_entries when new.reverses_id is not null
begin
    select raise(abort, 'stock_reversal_fits') where not exists (
        select 1 from stock_entries e where e.org_id = new.org_id and e.id = new.reverses_id and e.item_id = new.item_id
           and e.location_id = new.location_id and e.quantity = -new.quantity and e.reverses_id is null);
end;
