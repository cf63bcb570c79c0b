-- Which release the pages show.
SELECT release, company, as_of, released_at FROM meta.release
