create function events_frozen() returns trigger language plpgsql as $$
begin
    raise exception 'events_frozen' using errcode = 'exclusion_violation', constraint = 'events_frozen';
end $$;
create trigger events_frozen_update before update of id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id on events
    for each row execute function events_frozen();
create trigger events_frozen_delete before delete on events for each row execute function events_frozen();
create trigger events_frozen_truncate before truncate on events for each statement execute function events_frozen();
