-- Somebody whom an outside system keeps out of an organisation, with what they will hold once it lets them in again. By
-- address: a block may come before an account, an invitation or a role, and keeps out whoever follows an older invitation.
create table blocks (
    org_id          uuid        not null references organisations (id),
    id              uuid        not null,
    email           text        not null,               -- in small letters
    held            jsonb       not null,
    blocked_by      text        not null,               -- what the source was called then; empty: nobody wrote it down
    blocked_at      timestamptz not null,
    primary key (org_id, email),
    unique (org_id, id)
);
insert into blocks (org_id, id, email, held, blocked_by, blocked_at)
select b.org_id, b.user_id, u.email, b.held, '', b.blocked_at from access_blocks b join users u on u.id = b.user_id;
drop table access_blocks;
