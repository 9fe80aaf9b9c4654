-- What is closed stays as it is.
create function audit_is_closed() returns trigger language plpgsql as $$
begin
    if old.closed_at is not null then
        raise exception 'audit_is_closed' using errcode = 'check_violation', constraint = 'audit_is_closed';
    end if;
    return new;
end $$;
create trigger audit_is_closed before update on audits
    for each row execute function audit_is_closed();

-- Many count at once; whoever closes waits for all of them, and those who come after find it closed.
create function audit_lines_stay() returns trigger language plpgsql as $$
declare
    line   audit_lines%rowtype;
    closed timestamptz;
begin
    if tg_op = 'INSERT' then line := new; else line := old; end if;
    select w.closed_at into closed from audits w where w.org_id = line.org_id and w.id = line.audit_id for share;
    if closed is not null then
        raise exception 'audit_is_closed' using errcode = 'check_violation', constraint = 'audit_is_closed';
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;
create trigger audit_lines_stay_insert before insert on audit_lines
    for each row execute function audit_lines_stay();
create trigger audit_lines_stay_update before update on audit_lines
    for each row execute function audit_lines_stay();
create trigger audit_lines_stay_delete before delete on audit_lines
    for each row execute function audit_lines_stay();

-- A word is the tag or a code of one asset only. Whoever adds a code waits for those who are adding tags, and the other way
-- round: all of them hold the organisation's row.
create function asset_code_known() returns trigger language plpgsql as $$
begin
    perform 1 from organisations o where o.id = new.org_id for update;
    if exists (select 1 from assets a where a.org_id = new.org_id and a.tag_key = new.code_key) then
        raise exception 'asset_code_known' using errcode = 'check_violation', constraint = 'asset_code_known';
    end if;
    return new;
end $$;
create trigger asset_code_known before insert on asset_codes
    for each row execute function asset_code_known();
create function asset_tag_is_no_code() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.tag_key = old.tag_key then
        return new;
    end if;
    perform 1 from organisations o where o.id = new.org_id for key share;
    if exists (select 1 from asset_codes c where c.org_id = new.org_id and c.code_key = new.tag_key) then
        raise exception 'asset_code_known' using errcode = 'check_violation', constraint = 'asset_code_known';
    end if;
    return new;
end $$;
create trigger asset_tag_is_no_code before insert on assets
    for each row execute function asset_tag_is_no_code();
create trigger asset_tag_becomes_no_code before update of tag_key on assets
    for each row execute function asset_tag_is_no_code();
