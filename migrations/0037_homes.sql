-- Bytes of files outside of the database stand below the *home* of the house that put them there. A house that came back from
-- a backup has a home of its own, so that it never touches what another living house keeps in the same folder or bucket. None:
-- the top of the place, as it is for a house that never came back.
alter table installation add column files_home uuid;
alter table files add column home uuid check (home is null or object_id is not null);

-- Pictures and papers can be moved as the files of assets are: every file is kept in one way.
update files set place = 'database' where place = 'row';

-- A backup holds those bytes too.
alter table backups add column reads_until timestamptz;              -- until then no bytes are removed: it may still read them
alter table backups add column file_count bigint;                    -- files outside whose bytes it holds
alter table backups add column files_missing bigint not null default 0; -- and those whose bytes it could not have
