-- `regexp(pattern, said)` as SQLite has it: what people look for is found whatever the case of its letters.
--
-- In a database made with the ctype C, letters beyond ASCII have no case, and "öberg" would not find "Öberg": there the
-- function borrows a collation that knows them, where the server has one.

do $$
declare
    folding text := '';
begin
    if lower('Ö') <> 'ö' then
        select ' collate ' || quote_ident(nspname) || '.' || quote_ident(collname) into folding
          from pg_collation join pg_namespace n on n.oid = collnamespace
         where collname in ('und-x-icu', 'pg_c_utf8', 'C.utf8', 'C.UTF-8') and collencoding in (-1, pg_char_to_encoding(getdatabaseencoding()))
         order by collname = 'und-x-icu' desc, collname limit 1;
    end if;
    execute format(
        'create function regexp(pattern text, said text) returns boolean language sql immutable parallel safe as %L',
        'select said' || coalesce(folding, '') || ' ~ pattern');
end $$;
