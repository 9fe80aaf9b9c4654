create function seals_frozen() returns trigger language plpgsql as $$
begin
    raise exception 'seals_frozen' using errcode = 'exclusion_violation', constraint = 'seals_frozen';
end $$;
create trigger seals_frozen before update or delete on seals for each row execute function seals_frozen();
create trigger seals_frozen_truncate before truncate on seals for each statement execute function seals_frozen();
