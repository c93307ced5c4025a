-- People of one role, newest first.
CREATE INDEX "User_role_createdAt_id_idx" ON "User"("role", "createdAt", "id");

-- The pieces of one to three letters that words are made of, from `shortest` on: words stand within others where all their longest
-- pieces do (and LIKE says so). An index of ours and not pg_trgm's, which has none for fewer than three letters (many a
-- surname is one), nor for signs, and which not every role may add. COST: taking words apart is dear, so LIKE is asked first.
CREATE FUNCTION letters_of(words text, shortest int) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
  SELECT array_agg(DISTINCT substr(small, at, size)) FROM (SELECT lower(words) AS small) w,
    generate_series(least(shortest, length(small)), least(3, length(small))) size, generate_series(1, length(small) - size + 1) at
$$;
-- Not `fastupdate`: few are written, and what waits to be put in is read whole by every search.
CREATE INDEX user_name_letters ON "User" USING gin (letters_of(name, 1)) WITH (fastupdate = off) WHERE name IS NOT NULL;
CREATE INDEX contact_method_letters ON "ContactMethod" USING gin (letters_of(value, 1)) WITH (fastupdate = off);
CREATE INDEX external_identity_letters ON "ExternalIdentity" USING gin (letters_of(email, 1)) WITH (fastupdate = off) WHERE email IS NOT NULL;
