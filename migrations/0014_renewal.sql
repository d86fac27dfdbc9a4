-- Identity certificates are renewed before they end; users of a device have a channel of their own; what devices were
-- refused for is counted where somebody sees it.

-- A certificate that was issued to go on with this enrollment. The enrollment takes it when it is used for the first time.
alter table certificate
  add column renews_enrollment_id uuid references enrollment on delete cascade,
  -- Of a renewal that the device asked for by itself: the same key gets the same certificate again.
  add column public_key_hash bytea;
create index certificate_renews on certificate (renews_enrollment_id) where renews_enrollment_id is not null;
-- Which certificates end soon; ended enrollments revoke theirs and are not looked at.
create index certificate_in_use_until on certificate (not_after) where revoked_at is null;

-- A challenge in a renewal profile is for this enrollment alone.
alter table scep_challenge add column enrollment_id uuid references enrollment on delete cascade;
create index scep_challenge_enrollment on scep_challenge (enrollment_id) where enrollment_id is not null;

-- The attempts to have the certificate of an enrollment renewed; the row goes when it is.
create table renewal (
  enrollment_id uuid primary key references enrollment on delete cascade,
  -- The certificate that is to be replaced.
  certificate_id uuid not null references certificate on delete cascade,
  command_id uuid not null,
  attempts integer not null,
  attempted_at timestamptz not null
);

-- When the tokens came that are kept sealed; their values are shown on request only.
alter table enrollment
  add column unlock_token_at timestamptz,
  add column bootstrap_token_at timestamptz;

-- Users of a device (Macs, Shared iPads): tokens of their own, apart from the device's.
create table user_channel (
  id uuid primary key,
  enrollment_id uuid not null references enrollment on delete cascade,
  -- UserID, or on a Shared iPad the short name.
  user_key text not null,
  short_name text,
  long_name text,
  push_token_sealed bytea not null,
  push_magic_sealed bytea not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  unique (enrollment_id, user_key)
);

-- Messages of devices that were refused, counted by day, endpoint, reason and address.
create table refused_message (
  -- The start of the day in UTC.
  day timestamptz not null,
  endpoint text not null,
  reason text not null,
  address text not null,
  count bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (day, endpoint, reason, address)
);
