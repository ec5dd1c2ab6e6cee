-- Cuts the tables that grow with use into pieces by client, on PostgreSQL 17 or later.
--
--   psql --single-transaction --file docs/cut-by-client.sql "$DATABASE_URL"
--
-- When that is worth it, and what it costs, says docs/operations.md. The site has to be stopped,
-- and the disk needs room for each table twice. Run it once; it does not look whether it was run.
--
-- A piece keeps a constraint by itself, so every key has the client in it from then on: what points
-- from one of these tables to another does so by client and id. `coaching_note`, which is not cut,
-- points to a workout without being checked by the database.

DO $$
DECLARE
    pieces CONSTANT int := 16;
    cut CONSTANT text[] := ARRAY[
        'coaching_workout', 'coaching_setreport', 'coaching_morningreport',
        'coaching_decision', 'coaching_delivery'
    ];
    name text;
    piece int;
    told record;
    last bigint;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;

    CREATE TEMPORARY TABLE kept_keys ON COMMIT DROP AS
    SELECT conrelid::regclass::text AS told_in, conname,
           confrelid::regclass::text AS points_to, attname,
           pg_get_constraintdef(key.oid) AS definition
    FROM pg_constraint AS key
    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    WHERE contype = 'f' AND (conrelid::regclass::text = ANY (cut)
                             OR confrelid::regclass::text = ANY (cut));

    CREATE TEMPORARY TABLE kept_indexes ON COMMIT DROP AS
    SELECT tablename, indexdef, indexdef LIKE 'CREATE UNIQUE%' AS is_unique
    FROM pg_indexes
    WHERE schemaname = 'public' AND tablename = ANY (cut) AND indexname NOT LIKE '%\_pkey';

    FOR told IN SELECT * FROM kept_keys LOOP
        EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', told.told_in, told.conname);
    END LOOP;

    FOREACH name IN ARRAY cut LOOP
        EXECUTE format('ALTER TABLE %I RENAME TO whole', name);
        EXECUTE format(
            'CREATE TABLE %I (LIKE whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS '
            'INCLUDING IDENTITY) PARTITION BY HASH (client_id)', name);
        FOR piece IN 0 .. pieces - 1 LOOP
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                name || '_' || piece, name, pieces, piece);
        END LOOP;
        EXECUTE format('INSERT INTO %I OVERRIDING SYSTEM VALUE SELECT * FROM whole', name);
        EXECUTE format('SELECT coalesce(max(id), 0) FROM whole') INTO last;
        DROP TABLE whole;
        PERFORM setval(pg_get_serial_sequence(name, 'id'), last + 1, false);
        EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (client_id, id)', name);
        EXECUTE format('CREATE INDEX %I ON %I (id)', name || '_id', name);
    END LOOP;

    FOR told IN SELECT * FROM kept_indexes LOOP
        EXECUTE CASE
            WHEN told.is_unique THEN regexp_replace(told.indexdef, '\(', '(client_id, ')
            ELSE told.indexdef
        END;
    END LOOP;

    FOR told IN SELECT * FROM kept_keys WHERE told_in = ANY (cut) LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I ', told.told_in, told.conname) || CASE
            WHEN told.points_to = ANY (cut) THEN format(
                'FOREIGN KEY (client_id, %I) REFERENCES %I (client_id, id) '
                'DEFERRABLE INITIALLY DEFERRED', told.attname, told.points_to)
            ELSE told.definition
        END;
    END LOOP;
END
$$;
