-- Either version of the application may write: whichever column a statement changes, the other follows. Compared as
-- text because not every type has an equality operator.
CREATE FUNCTION {{sync|qualified}}() RETURNS trigger LANGUAGE plpgsql AS {{$}}
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.{{to}} IS NULL THEN
            NEW.{{to}} := NEW.{{column}};
        ELSE
            NEW.{{column}} := NEW.{{to}};
        END IF;
    ELSIF NEW.{{to}}::text IS DISTINCT FROM OLD.{{to}}::text THEN
        NEW.{{column}} := NEW.{{to}};
    ELSIF NEW.{{column}}::text IS DISTINCT FROM OLD.{{column}}::text THEN
        NEW.{{to}} := NEW.{{column}};
    END IF;
    RETURN NEW;
END
{{$}};

-- Triggers fire in the order of their names; this one has to see what the others made of the row.
CREATE TRIGGER {{sync}} BEFORE INSERT OR UPDATE ON {{table|qualified}}
    FOR EACH ROW EXECUTE FUNCTION {{sync|qualified}}();
