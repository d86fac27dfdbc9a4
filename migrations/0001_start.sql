-- The first stone of every room. Forward only. Ids are UUIDv7 made by the program; times are timestamptz.
-- Columns named *_sealed hold AES-256-GCM, bound to "table.column:row id" (src/platform/secrets).

create extension if not exists pg_trgm;

-- platform ---------------------------------------------------------------------------------------------------

create table setting (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);

-- A repeated POST within 24 hours gets the first answer.
create table idempotency_key (
  actor text not null,
  key text not null,
  request_hash bytea not null,
  status integer,
  response_sealed bytea,
  created_at timestamptz not null default now(),
  primary key (actor, key)
);
create index idempotency_key_created_at on idempotency_key (created_at);

-- Failed tries of any credential: sign-in names, addresses, codes, devices.
create table credential_attempt (
  subject text primary key,
  failures integer not null default 0,
  retry_at timestamptz,
  last_at timestamptz not null default now()
);

-- What happened to a thing, in words for people. seq is gap-free within a subject; the subject's row lock orders writers.
create table event (
  id uuid primary key,
  subject_kind text not null,
  subject_id uuid not null,
  seq bigint not null,
  at timestamptz not null default now(),
  kind text not null,
  actor text not null,
  summary text not null,
  facts jsonb not null default '{}',
  unique (subject_kind, subject_id, seq)
);
create index event_at on event (at desc, id desc);
create index event_subject on event (subject_id, id);

create table audit_event (
  seq bigint primary key,
  at timestamptz not null default now(),
  actor text not null,
  actor_kind text not null check (actor_kind in ('admin', 'api-token', 'system', 'device')),
  action text not null,
  target_kind text not null,
  target_id text not null,
  target_name text,
  before jsonb,
  after jsonb,
  address text
);
create index audit_event_actor on audit_event (actor, seq desc);
create index audit_event_target on audit_event (target_id, seq desc);
create index audit_event_at on audit_event (at desc);
-- One row, locked by each writer, so that the numbers have no gaps.
create table audit_counter (
  one boolean primary key default true check (one),
  last bigint not null default 0
);
insert into audit_counter default values;

-- admins -----------------------------------------------------------------------------------------------------

create table role (
  id uuid primary key,
  name text not null unique,
  permissions text[] not null,
  built_in boolean not null default false
);

create table admin (
  id uuid primary key,
  username text not null,
  display_name text not null,
  password_hash text not null,
  role_id uuid not null references role,
  disabled boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_sign_in_at timestamptz
);
create unique index admin_username on admin (lower(username));

create table session (
  id uuid primary key,
  token_hash bytea not null unique,
  -- The secret before the last rotation is good for a minute more: requests that were under way carry it.
  previous_hash bytea,
  rotated_at timestamptz not null default now(),
  admin_id uuid not null references admin on delete cascade,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  address text,
  user_agent text
);
create index session_previous_hash on session (previous_hash) where previous_hash is not null;
create index session_admin on session (admin_id);
create index session_expires_at on session (expires_at);

create table api_token (
  id uuid primary key,
  name text not null,
  token_hash bytea not null unique,
  role_id uuid not null references role,
  created_by text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz
);

-- users ------------------------------------------------------------------------------------------------------

create table organization (
  id uuid primary key,
  name text not null unique,
  description text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table app_user (
  id uuid primary key,
  user_name text not null unique,
  name text,
  email text,
  description text,
  search text generated always as (lower(user_name || ' ' || coalesce(name, '') || ' ' || coalesce(email, ''))) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index app_user_search on app_user using gin (search gin_trgm_ops);

create table user_organization (
  user_id uuid not null references app_user on delete cascade,
  organization_id uuid not null references organization,
  primary key (user_id, organization_id)
);
create index user_organization_organization on user_organization (organization_id);

-- devices ----------------------------------------------------------------------------------------------------

create table tag (
  id uuid primary key,
  name text not null unique,
  description text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table template (
  id uuid primary key,
  name text not null unique,
  description text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table device_group (
  id uuid primary key,
  name text not null unique,
  description text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table device (
  id uuid primary key,
  identifier text not null,
  identifier_key text generated always as (lower(identifier)) stored,
  display_name text,
  description text,
  platform text not null check (platform in ('ios', 'ipados', 'macos', 'tvos', 'android', 'windows')),
  -- "expired" is derived: enrolling with expires_at in the past.
  status text not null default 'enrolling' check (status in ('enrolling', 'enrolled', 'withdrawn')),
  ownership text check (ownership in ('personal', 'corporate', 'selectuser')),
  serial text,
  imei text,
  imei_body text generated always as (left(imei, 14)) stored,
  imei2 text,
  meid text,
  udid text,
  wifi_mac text,
  manufacturer text,
  model text,
  user_id uuid references app_user,
  template_id uuid references template,
  code_sealed bytea,
  expires_at timestamptz,
  registration_email text,
  dep_method text check (dep_method in ('Serial', 'Keycode')),
  authentication text not null default 'none' check (authentication in ('none', 'login', 'keycode')),
  agent_install_required boolean not null default false,
  custom_attributes jsonb not null default '{}',
  source text not null check (source in ('manual', 'csv', 'dep', 'bulk', 'self')),
  enrolled_at timestamptz,
  last_seen_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Counts changes of the record, for ETag and for noticing that a plan is outdated.
  revision bigint not null default 1,
  search text generated always as (
    lower(identifier || ' ' || coalesce(serial, '') || ' ' || coalesce(imei, '') || ' ' || coalesce(imei2, '') || ' '
      || coalesce(meid, '') || ' ' || coalesce(display_name, '') || ' ' || coalesce(udid, '') || ' ' || coalesce(wifi_mac, ''))
  ) stored
);
create unique index device_identifier on device (identifier_key);
create unique index device_serial_unique on device (serial)
  where serial is not null and status <> 'withdrawn' and (dep_method = 'Serial' or source = 'dep');
create unique index device_imei_unique on device (imei_body) where imei_body is not null and status <> 'withdrawn';
create unique index device_android_serial_unique on device (serial, lower(manufacturer))
  where serial is not null and manufacturer is not null and platform = 'android' and status <> 'withdrawn';
-- What an arrival is looked up by, withdrawn devices included.
create index device_serial on device (serial) where serial is not null;
create index device_udid on device (lower(udid)) where udid is not null;
create index device_imei_body on device (imei_body) where imei_body is not null;
create index device_imei2_body on device (left(imei2, 14)) where imei2 is not null;
create index device_meid on device (meid) where meid is not null;
create index device_wifi_mac on device (wifi_mac) where wifi_mac is not null;
create index device_user on device (user_id) where user_id is not null;
create index device_template on device (template_id) where template_id is not null;
create index device_status on device (status, identifier_key);
-- Lists sorted by what may be missing; the missing come last. By creation sorts the primary key (UUIDv7).
create index device_by_display_name on device ((display_name is null), lower(coalesce(display_name, '')), id);
create index device_by_serial on device ((serial is null), coalesce(serial, ''), id);
create index device_expires_at on device (expires_at) where status = 'enrolling';
create index device_search on device using gin (search gin_trgm_ops);

create table device_tag (
  device_id uuid not null references device on delete cascade,
  tag_id uuid not null references tag,
  primary key (device_id, tag_id)
);
create index device_tag_tag on device_tag (tag_id);
create table device_group_member (
  device_id uuid not null references device on delete cascade,
  group_id uuid not null references device_group,
  primary key (device_id, group_id)
);
create index device_group_member_group on device_group_member (group_id);

-- imports ----------------------------------------------------------------------------------------------------

create table import (
  id uuid primary key,
  file_name text not null,
  state text not null check (state in ('planning', 'planned', 'applying', 'applied', 'undone', 'failed')),
  format text,
  mode text check (mode in ('all', 'devices', 'users')),
  encoding text,
  delimiter text,
  header text[] not null default '{}',
  mapping jsonb not null default '[]',
  options jsonb not null default '{}',
  counts jsonb not null default '{}',
  header_problems jsonb not null default '[]',
  warnings jsonb not null default '[]',
  apply_options jsonb,
  result jsonb,
  progress jsonb,
  error text,
  created_by text not null,
  created_at timestamptz not null default now(),
  planned_at timestamptz,
  applied_at timestamptz
);
create index import_created_at on import (created_at desc, id desc);

-- What the file said, row by row: filled by COPY, read by the planner, kept for the reject file.
-- Cells are kept as they came; a code among them is sealed and its cell emptied.
create table import_row (
  import_id uuid not null references import on delete cascade,
  line integer not null,
  cells text[] not null,
  code_sealed bytea,
  -- Normalized values by field name; a missing key is an absent column, null is "clear".
  fields jsonb not null,
  identifier_key text,
  user_name text,
  -- The ids that created records get; made while reading, since UUIDv7 are made by the program.
  new_device_id uuid not null,
  new_user_id uuid not null,
  -- What was wrong in the cells themselves; an error among it makes the row unreadable.
  unreadable boolean not null,
  problems jsonb not null default '[]',
  primary key (import_id, line)
);

-- What each row would do, or did. A new plan replaces it; changes hold the values before, for undo.
create table import_plan (
  import_id uuid not null references import on delete cascade,
  line integer not null,
  outcome text not null check (outcome in ('create', 'update', 'unchanged', 'reject')),
  device_outcome text check (device_outcome in ('create', 'update', 'unchanged')),
  user_outcome text check (user_outcome in ('create', 'update', 'unchanged')),
  -- The records the row is about; the revisions tell later whether they are still what was planned on.
  device_id uuid,
  device_revision bigint,
  user_id uuid,
  user_updated_at timestamptz,
  changes jsonb not null default '[]',
  -- What was wrong beyond the cells: conflicts, names that do not exist, refused changes.
  problems jsonb not null default '[]',
  previous_code_sealed bytea,
  primary key (import_id, line)
);
create index import_plan_outcome on import_plan (import_id, outcome, line);

-- Apple DEP --------------------------------------------------------------------------------------------------

create table dep_account (
  id uuid primary key,
  name text not null unique,
  -- The key pair whose certificate is uploaded at Apple; the private key stays after decryption (GetToken needs it).
  certificate_pem text not null,
  private_key_sealed bytea not null,
  -- Made for a renewal and promoted only when a token decrypts with it.
  staged_certificate_pem text,
  staged_private_key_sealed bytea,
  token_sealed bytea,
  consumer_key_hash bytea,
  token_expires_at timestamptz,
  state text not null default 'no-token',
  apple_code text,
  -- What the sentence about the state needs: retryAt, clockSkewSeconds, requestId.
  state_facts jsonb not null default '{}',
  state_since timestamptz not null default now(),
  server_name text,
  server_uuid text,
  organization_name text,
  organization_id text,
  admin_id text,
  details jsonb not null default '{}',
  page_limit integer not null default 1000,
  add_as_pre_enrolled boolean not null default false,
  default_profile_id uuid,
  sync_interval_hours integer not null default 12 check (sync_interval_hours between 1 and 168),
  -- Where the next page continues: fetch = a full listing under way, sync = changes only.
  sync_phase text not null default 'fetch' check (sync_phase in ('fetch', 'sync')),
  sync_cursor text,
  fetch_started_at timestamptz,
  -- When the first full listing was complete.
  listed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table dep_sync (
  id uuid primary key,
  account_id uuid not null references dep_account on delete cascade,
  mode text not null check (mode in ('delta', 'full')),
  state text not null check (state in ('running', 'done', 'failed')),
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  pages integer not null default 0,
  received integer not null default 0,
  added integer not null default 0,
  changed integer not null default 0,
  removed integer not null default 0,
  error text
);
create index dep_sync_account on dep_sync (account_id, id desc);

-- The serial numbers of each page of a full listing under way; when it is complete, what is in none of them is gone.
create table dep_fetch_page (
  id uuid primary key,
  account_id uuid not null references dep_account on delete cascade,
  serials text[] not null
);
create index dep_fetch_page_account on dep_fetch_page (account_id);

create table dep_profile (
  id uuid primary key,
  account_id uuid not null references dep_account,
  uuid text not null,
  name text not null,
  version integer not null default 1,
  previous_id uuid references dep_profile,
  fields jsonb not null,
  -- The JSON exactly as Apple got it.
  sent jsonb not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  unique (account_id, uuid)
);
alter table dep_account add foreign key (default_profile_id) references dep_profile on delete set null;

-- Apple's record of a device, written by the sync and by reading Apple's answers only.
create table dep_device (
  id uuid primary key,
  account_id uuid not null references dep_account on delete cascade,
  serial text not null,
  model text,
  description text,
  color text,
  asset_tag text,
  family text,
  os text,
  profile_status text not null default 'empty',
  profile_uuid text,
  profile_assigned_at timestamptz,
  profile_pushed_at timestamptz,
  assigned_by text,
  assigned_at timestamptz,
  facts jsonb not null default '{}',
  op_date timestamptz,
  gone_since timestamptz,
  -- When the account's wish to have a device record of it was met; a record that is deleted later does not come back.
  pre_enrolled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (serial, account_id)
);
create index dep_device_status on dep_device (profile_status, serial, account_id);
create index dep_device_profile on dep_device (account_id, profile_uuid);
-- Serial numbers and asset tags are searched by any part of them. Descriptions and models are few: a search looks for the
-- fitting ones first, as trigrams of all of them would cost the sync more than everything else.
create index dep_device_search on dep_device using gin (lower(serial || ' ' || coalesce(asset_tag, '')) gin_trgm_ops);
create index dep_device_description on dep_device (description);
create index dep_device_model on dep_device (model);

-- What we want Apple to do with a device, and what Apple answered last. profile_id null: remove the profile.
create table dep_assignment (
  dep_device_id uuid primary key references dep_device on delete cascade,
  profile_id uuid references dep_profile,
  state text not null check (state in ('waiting', 'assigned', 'failed')),
  apple_status text,
  attempts integer not null default 0,
  -- Attempts that Apple answered with FAILED.
  failures integer not null default 0,
  next_try_at timestamptz,
  requested_by text not null,
  requested_at timestamptz not null default now(),
  answered_at timestamptz
);
create index dep_assignment_waiting on dep_assignment (next_try_at) where state = 'waiting';
create index dep_assignment_profile on dep_assignment (profile_id);

-- admission --------------------------------------------------------------------------------------------------

create table arrival (
  id uuid primary key,
  short_code text not null,
  at timestamptz not null default now(),
  channel text not null check (channel in ('ade', 'link', 'android')),
  claimed jsonb not null,
  serial text,
  udid text,
  verified boolean not null,
  outcome text not null check (outcome in ('admit', 'challenge', 'refuse')),
  reason text not null,
  summary text not null,
  steps jsonb not null,
  device_id uuid references device on delete set null,
  address text
);
create index arrival_at on arrival (at);
create index arrival_short_code on arrival (short_code);
create index arrival_serial on arrival (serial, id desc);
create index arrival_udid on arrival (udid, id desc);
create index arrival_device on arrival (device_id, id desc);

-- Apple devices ----------------------------------------------------------------------------------------------

-- Our own certificate authorities: 'device' issues the identities of devices, 'profile' signs profiles.
create table authority (
  id uuid primary key,
  purpose text not null unique,
  certificate_pem text not null,
  private_key_sealed bytea not null,
  created_at timestamptz not null default now()
);

create table scep_challenge (
  id uuid primary key,
  -- The challenge is 256 random bits and is never shown again: its hash is enough.
  secret_hash bytea not null unique,
  device_id uuid not null references device on delete cascade,
  arrival_id uuid references arrival on delete set null,
  serial text not null,
  udid text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  public_key_hash bytea,
  certificate_id uuid
);
create index scep_challenge_expires_at on scep_challenge (expires_at);

-- Identities given to devices, bound to the serial and UDID they were issued for.
create table certificate (
  id uuid primary key,
  device_id uuid not null references device on delete cascade,
  serial text not null,
  udid text not null,
  sha256 bytea not null unique,
  der bytea not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);
create index certificate_device on certificate (device_id);
create index certificate_not_after on certificate (not_after);
alter table scep_challenge add foreign key (certificate_id) references certificate on delete set null;

-- Authenticate stages, TokenUpdate commits.
create table enrollment (
  id uuid primary key,
  device_id uuid not null references device on delete cascade,
  certificate_id uuid not null references certificate,
  udid text not null,
  state text not null check (state in ('staged', 'active', 'ended')),
  topic text not null,
  push_magic_sealed bytea,
  push_token_sealed bytea,
  unlock_token_sealed bytea,
  bootstrap_token_sealed bytea,
  awaiting_configuration boolean not null default false,
  reported jsonb not null default '{}',
  created_at timestamptz not null default now(),
  enrolled_at timestamptz,
  ended_at timestamptz,
  end_reason text,
  last_seen_at timestamptz
);
create unique index enrollment_active on enrollment (device_id) where state = 'active';
create unique index enrollment_active_udid on enrollment (udid) where state = 'active';
create unique index enrollment_certificate on enrollment (certificate_id) where state <> 'ended';
create index enrollment_device on enrollment (device_id);

-- One row per enrollment and command; at most one is 'sent' at a time.
create table command (
  id uuid primary key,
  enrollment_id uuid not null references enrollment on delete cascade,
  position integer not null,
  request_type text not null,
  payload bytea not null,
  state text not null default 'queued' check (state in ('queued', 'sent', 'not-now', 'acknowledged', 'error', 'dropped')),
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  answered_at timestamptz,
  -- Kept before it is parsed.
  result bytea,
  error jsonb,
  unique (enrollment_id, position)
);
create index command_open on command (enrollment_id, position) where state in ('queued', 'sent', 'not-now');
