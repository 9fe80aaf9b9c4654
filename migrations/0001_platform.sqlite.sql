create trigger events_frozen_update before update of id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id on events
begin select raise(abort, 'events_frozen'); end;
create trigger events_frozen_delete before delete on events
begin select raise(abort, 'events_frozen'); end;
