CREATE FUNCTION {{converter}}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS {{$}}
#variable_conflict use_column
BEGIN
    SELECT {{conversion}} INTO NEW.{{target}} FROM (SELECT NEW.{{column}} AS {{column}}) AS changed;
    RETURN NEW;
END
{{$}};
