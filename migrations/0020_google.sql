-- Enrollment tokens of the Android Management API that were made for bulk enrollments. Google shows their values once.
create table google_enrollment_token (
  id uuid primary key,
  -- Null once it is deleted: the token is taken back at Google then.
  bulk_enrollment_id uuid references bulk_enrollment on delete set null,
  -- That of the bulk enrollment's token at the time: when that is refreshed, this one ends too.
  bulk_token_hash bytea,
  name text not null unique,
  policy_name text not null,
  value_sealed bytea not null,
  qr_sealed bytea not null,
  expires_at timestamptz not null,
  created_at timestamptz not null
);
create index google_enrollment_token_bulk on google_enrollment_token (bulk_enrollment_id, created_at);

-- Devices that Google manages, as last read, and what was decided on each.
create table google_device (
  name text primary key,
  claimed jsonb not null,
  state text not null,
  enrollment_token_name text,
  bulk_enrollment_id uuid references bulk_enrollment on delete set null,
  outcome text not null check (outcome in ('admit', 'challenge', 'refuse')),
  reason text not null,
  arrival_id uuid references arrival on delete set null,
  device_id uuid references device on delete set null,
  -- Whether it was us who disabled it there.
  disabled boolean not null default false,
  enrolled_at timestamptz,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  gone_at timestamptz
);
create index google_device_device on google_device (device_id) where device_id is not null;
create index google_device_bulk_enrollment on google_device (bulk_enrollment_id) where bulk_enrollment_id is not null;
create index google_device_arrival on google_device (arrival_id) where arrival_id is not null;
