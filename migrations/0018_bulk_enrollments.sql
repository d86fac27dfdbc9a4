-- A list of Android devices with a token, a QR code and a configuration (I1..I48). Its devices are devices like all others.
create table bulk_enrollment (
  id uuid primary key,
  name text not null unique,
  description text,
  without_token boolean not null default false,
  user_id uuid references app_user on delete set null,
  token_sealed bytea,
  token_hash bytea unique,
  token_expires_at timestamptz,
  -- What the QR code says; its secrets (Wi-Fi passwords, cookies) apart, sealed.
  configuration jsonb not null default '{}',
  configuration_sealed bytea,
  attributes jsonb not null default '[]',
  list_updated_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (without_token = (token_hash is null)),
  check ((token_hash is null) = (token_sealed is null) and (token_hash is null) = (token_expires_at is null))
);
create index bulk_enrollment_user on bulk_enrollment (user_id) where user_id is not null;
create index bulk_enrollment_token_expires_at on bulk_enrollment (token_expires_at) where token_expires_at is not null;

alter table device add column bulk_enrollment_id uuid references bulk_enrollment;
create index device_bulk_enrollment on device (bulk_enrollment_id, id) where bulk_enrollment_id is not null;

-- An agent's right to act for a device, from its registration until it registers again, is withdrawn or wiped.
create table android_registration (
  id uuid primary key,
  device_id uuid not null references device on delete cascade,
  token_hash bytea not null unique,
  state text not null check (state in ('active', 'ended')),
  -- How the device was found: imei, serial-manufacturer, serial, login.
  rule text not null,
  -- Which phone it is, by everything it claimed: another one with the same numbers is a conflict.
  claimed jsonb not null,
  reported jsonb not null default '{}',
  registered_at timestamptz not null,
  last_seen_at timestamptz,
  ended_at timestamptz,
  end_reason text
);
create unique index android_registration_active on android_registration (device_id) where state = 'active';
create index android_registration_device on android_registration (device_id, registered_at);

-- What an agent is told to do, one after the other.
create table android_command (
  id uuid primary key,
  registration_id uuid not null references android_registration on delete cascade,
  kind text not null,
  payload jsonb not null default '{}',
  state text not null default 'queued' check (state in ('queued', 'sent', 'done', 'failed', 'dropped')),
  requested_by text not null,
  result jsonb,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  answered_at timestamptz
);
create index android_command_open on android_command (registration_id, id) where state in ('queued', 'sent');
create index android_command_registration on android_command (registration_id, id);
