-- Agents of Headwind MDM as published: what they were sent last, so that they are told only of something new.
create table headwind_agent (
  registration_id uuid primary key references android_registration on delete cascade,
  sent_tag text not null
);

-- Agents that named only a serial number, until a report brings an IMEI: they get a configuration with nothing in it.
create table headwind_quarantine (
  id uuid primary key,
  number_hash bytea not null unique,
  -- The token that was brought is looked at again when it is decided.
  token_hash bytea not null,
  serial text not null,
  state text not null default 'waiting' check (state in ('waiting', 'refused', 'told')),
  address text not null,
  created_at timestamptz not null,
  decided_at timestamptz
);
create index headwind_quarantine_created_at on headwind_quarantine (created_at);
