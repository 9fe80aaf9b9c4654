-- What is in the middle of a word is found by its trigrams. The extension is of Postgres itself (Debian has it in the server's
-- package), and whoever owns a database may add it. Where it is missing all assets are read for a word: slower, not wrong.
do $$
begin
    create extension if not exists pg_trgm;
    create index assets_search on assets using gin (search gin_trgm_ops);
exception when insufficient_privilege or feature_not_supported or undefined_file or undefined_object then
    raise notice 'pg_trgm is not to be had: words are looked for in every asset';
end
$$;
