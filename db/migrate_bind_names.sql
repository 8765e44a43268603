-- What is not yet so: names in our functions are those of pg_catalog or written with their schema.
CALL console.bind_names()
