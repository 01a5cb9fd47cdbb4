-- In batches by key, each committed at once: no row stays locked for long, vacuum keeps up, and a run that was stopped
-- goes on where rows are still to be done. One UPDATE of the whole table would hold every row lock until its end.
DO {{$}}
#variable_conflict use_column
<<backfill>>
DECLARE
    first_key {{table|qualified}}.{{key}}%TYPE;
    last_key {{table|qualified}}.{{key}}%TYPE;
BEGIN
    SELECT t.{{key}} INTO first_key FROM {{table|qualified}} AS t ORDER BY t.{{key}} LIMIT 1;
    WHILE backfill.first_key IS NOT NULL LOOP
        SELECT b.{{key}} INTO last_key
        FROM (
            SELECT t.{{key}} FROM {{table|qualified}} AS t
            WHERE t.{{key}} >= backfill.first_key
            ORDER BY t.{{key}} LIMIT {{batch}}
        ) AS b
        ORDER BY b.{{key}} DESC LIMIT 1;

        UPDATE {{table|qualified}}
        SET {{set}}
        WHERE {{key}} BETWEEN backfill.first_key AND backfill.last_key
            AND {{where}};
        COMMIT;

        -- Lets replicas and other sessions catch up.
        PERFORM pg_sleep({{pause}});
        SELECT t.{{key}} INTO first_key FROM {{table|qualified}} AS t
        WHERE t.{{key}} > backfill.last_key
        ORDER BY t.{{key}} LIMIT 1;
    END LOOP;
END
{{$}};
