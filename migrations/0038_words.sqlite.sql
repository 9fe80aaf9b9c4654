-- What assets are found by, with an index of its trigrams: what is in the middle of a word is found among very many without
-- reading them all. A table whose name begins with a line is the engine's means and none of the house's facts: it is kept by
-- triggers, and is neither moved nor written into a backup by rows.
create table _asset_words (
    number          integer     not null primary key,
    row_id          uuid        not null unique,        -- the asset, its further code, or its custody
    org_id          uuid        not null,
    asset_id        uuid        not null,
    words           text        not null
);
create virtual table _asset_words_index using fts5 (
    words, content = '_asset_words', content_rowid = 'number', detail = none, columnsize = 0, tokenize = 'trigram case_sensitive 0'
);
-- What is taken out is out of the file as well: it may be somebody's name.
insert into _asset_words_index (_asset_words_index, rank) values ('secure-delete', 1);
create trigger _asset_words_added after insert on _asset_words
begin
    insert into _asset_words_index (rowid, words) values (new.number, new.words);
end;
create trigger _asset_words_removed after delete on _asset_words
begin
    insert into _asset_words_index (_asset_words_index, rowid, words) values ('delete', old.number, old.words);
end;
create trigger _asset_words_changed after update of words on _asset_words when new.words <> old.words
begin
    insert into _asset_words_index (_asset_words_index, rowid, words) values ('delete', old.number, old.words);
    insert into _asset_words_index (rowid, words) values (new.number, new.words);
end;

-- Its own words.
create trigger _asset_words_of_assets after insert on assets
begin
    insert into _asset_words (row_id, org_id, asset_id, words) values (new.id, new.org_id, new.id, new.search);
end;
create trigger _asset_words_of_changed_assets after update of search on assets when new.search <> old.search
begin
    update _asset_words set words = new.search where row_id = new.id;
end;
create trigger _asset_words_of_removed_assets after delete on assets
begin
    delete from _asset_words where row_id = old.id;
end;

-- Its further codes.
create trigger _asset_words_of_codes after insert on asset_codes
begin
    insert into _asset_words (row_id, org_id, asset_id, words) values (new.id, new.org_id, new.asset_id, new.code_key);
end;
create trigger _asset_words_of_changed_codes after update of asset_id, code_key on asset_codes
begin
    update _asset_words set asset_id = new.asset_id, words = new.code_key where row_id = new.id;
end;
create trigger _asset_words_of_removed_codes after delete on asset_codes
begin
    delete from _asset_words where row_id = old.id;
end;

-- The name and the address of the person who has it.
create trigger _asset_words_of_custodies after insert on custodies when new.in_at is null and new.contact_id is not null
begin
    insert into _asset_words (row_id, org_id, asset_id, words)
    select new.id, new.org_id, new.asset_id, lower(c.name) || ' ' || c.email from contacts c where c.org_id = new.org_id and c.id = new.contact_id;
end;
create trigger _asset_words_of_changed_custodies after update of in_at, contact_id on custodies
begin
    delete from _asset_words where row_id = new.id;
    insert into _asset_words (row_id, org_id, asset_id, words)
    select new.id, new.org_id, new.asset_id, lower(c.name) || ' ' || c.email from contacts c
     where new.in_at is null and c.org_id = new.org_id and c.id = new.contact_id;
end;
create trigger _asset_words_of_removed_custodies after delete on custodies
begin
    delete from _asset_words where row_id = old.id;
end;
create trigger _asset_words_of_changed_contacts after update of name, email on contacts when new.name <> old.name or new.email <> old.email
begin
    update _asset_words set words = lower(new.name) || ' ' || new.email
     where row_id in (select k.id from custodies k where k.org_id = new.org_id and k.contact_id = new.id and k.in_at is null);
end;

insert into _asset_words (row_id, org_id, asset_id, words) select a.id, a.org_id, a.id, a.search from assets a;
insert into _asset_words (row_id, org_id, asset_id, words) select c.id, c.org_id, c.asset_id, c.code_key from asset_codes c;
insert into _asset_words (row_id, org_id, asset_id, words)
select k.id, k.org_id, k.asset_id, lower(c.name) || ' ' || c.email from custodies k
  join contacts c on c.org_id = k.org_id and c.id = k.contact_id where k.in_at is null;
