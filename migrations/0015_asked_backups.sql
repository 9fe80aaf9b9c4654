-- A backup that an operator asked for on the console: it is put where the scheduled ones are, and kept as they are.
alter table backups add column asked_by uuid references users (id);    -- null: the plan or the command line
