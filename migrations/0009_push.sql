-- Push: Apple's certificate for it, and which devices are to be told that there is something for them.

create table push_certificate (
  id uuid primary key,
  -- There is one: its topic is that of every enrollment.
  one boolean not null unique default true check (one),
  -- The leaf and what came with it, as PEM.
  certificate_pem text,
  private_key_sealed bytea,
  topic text,
  expires_at timestamptz,
  -- A request that waits for its certificate, with a key of its own.
  request_pem text,
  request_key_sealed bytea,
  request_made_at timestamptz,
  -- Apple refuses the certificate since then, and says why.
  refused_at timestamptz,
  refused_reason text,
  -- Counts certificates, so that servers know when to connect anew.
  revision integer not null default 1,
  updated_at timestamptz not null default now()
);

-- One row for each enrollment, so that many commands are one push. It stays, with what became of the last one.
create table push (
  enrollment_id uuid primary key references enrollment on delete cascade,
  -- Nothing is to be sent when it is null. Whoever sends moves it on first: a server that dies loses nothing.
  due_at timestamptz,
  -- Counts wishes: what was wished for while a push was under way needs another.
  generation bigint not null default 1,
  -- How often the device was pushed since then without having come for all its commands.
  repeats integer not null default 0,
  failures integer not null default 0,
  pushed_at timestamptz,
  -- What Apple said last, when it was not "taken".
  answer text
);
create index push_due on push (due_at) where due_at is not null;

-- Apple said that the device has given up this token; a new one comes with the next TokenUpdate.
alter table enrollment add column push_token_retired_at timestamptz;
create index enrollment_push_retired on enrollment (id) where state = 'active' and push_token_retired_at is not null;
