-- What was signed stays as it was.
create trigger acceptance_signatures_stay before update on acceptance_signatures
begin
    select raise(abort, 'acceptance_signatures_stay');
end;
-- What is over is over, and its text never changes afterwards.
create trigger acceptance_is_over before update on acceptances when old.state <> 'waiting' and (new.state <> old.state or new.text <> old.text)
begin
    select raise(abort, 'acceptance_is_over');
end;
create trigger acceptance_items_stay before update on acceptance_items when (select a.state from acceptances a where a.org_id = old.org_id and a.id = old.acceptance_id) <> 'waiting'
begin
    select raise(abort, 'acceptance_is_over');
end;
