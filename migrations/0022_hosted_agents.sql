-- Apps of Android that phones get from this server, as they were uploaded.
create table hosted_agent (
  id uuid primary key,
  -- Of package and certificates: the address of a printed code, which leads to the newest one.
  key text not null,
  package text not null,
  version_code bigint not null,
  version_name text,
  -- What else was read from the file.
  facts jsonb not null,
  file_name text not null,
  sha256 bytea not null unique,
  size bigint not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null
);
create index hosted_agent_newest on hosted_agent (key, version_code desc, id desc);

-- Its bytes, so that nobody has a whole file in memory; not compressed: an APK is already.
create table hosted_agent_chunk (
  agent_id uuid not null references hosted_agent on delete cascade,
  position int not null,
  bytes bytea not null,
  primary key (agent_id, position)
);
alter table hosted_agent_chunk alter column bytes set storage external;
