-- What is closed stays as it is.
create trigger audit_is_closed before update on audits when old.closed_at is not null
begin
    select raise(abort, 'audit_is_closed');
end;
create trigger audit_lines_stay_insert before insert on audit_lines
begin
    select raise(abort, 'audit_is_closed') where exists (
        select 1 from audits w where w.org_id = new.org_id and w.id = new.audit_id and w.closed_at is not null);
end;
create trigger audit_lines_stay_update before update on audit_lines
begin
    select raise(abort, 'audit_is_closed') where exists (
        select 1 from audits w where w.org_id = old.org_id and w.id = old.audit_id and w.closed_at is not null);
end;
create trigger audit_lines_stay_delete before delete on audit_lines
begin
    select raise(abort, 'audit_is_closed') where exists (
        select 1 from audits w where w.org_id = old.org_id and w.id = old.audit_id and w.closed_at is not null);
end;

-- A word is the tag or a code of one asset only.
create trigger asset_code_known before insert on asset_codes
begin
    select raise(abort, 'asset_code_known') where exists (
        select 1 from assets a where a.org_id = new.org_id and a.tag_key = new.code_key);
end;
create trigger asset_tag_is_no_code before insert on assets
begin
    select raise(abort, 'asset_code_known') where exists (
        select 1 from asset_codes c where c.org_id = new.org_id and c.code_key = new.tag_key);
end;
create trigger asset_tag_becomes_no_code before update of tag_key on assets when new.tag_key <> old.tag_key
begin
    select raise(abort, 'asset_code_known') where exists (
        select 1 from asset_codes c where c.org_id = new.org_id and c.code_key = new.tag_key);
end;
