-- What was signed stays as it was.
create function acceptance_signatures_stay() returns trigger language plpgsql as $$
begin
    raise exception 'acceptance_signatures_stay' using errcode = 'check_violation', constraint = 'acceptance_signatures_stay';
end $$;
create trigger acceptance_signatures_stay before update on acceptance_signatures
    for each row execute function acceptance_signatures_stay();

-- What is over is over, and its text never changes afterwards.
create function acceptance_is_over() returns trigger language plpgsql as $$
begin
    if old.state <> 'waiting' and (new.state <> old.state or new.text <> old.text) then
        raise exception 'acceptance_is_over' using errcode = 'check_violation', constraint = 'acceptance_is_over';
    end if;
    return new;
end $$;
create trigger acceptance_is_over before update on acceptances
    for each row execute function acceptance_is_over();

create function acceptance_items_stay() returns trigger language plpgsql as $$
begin
    if (select a.state from acceptances a where a.org_id = old.org_id and a.id = old.acceptance_id) <> 'waiting' then
        raise exception 'acceptance_is_over' using errcode = 'check_violation', constraint = 'acceptance_is_over';
    end if;
    return new;
end $$;
create trigger acceptance_items_stay before update on acceptance_items
    for each row execute function acceptance_items_stay();
