-- The outbox: written in the transaction that causes a mail, sent by a job. What a mail says is made when it is sent.

create table mail (
  id uuid primary key,
  kind text not null check (kind in ('check-in')),
  recipient text not null,
  device_id uuid references device on delete set null,
  import_id uuid references import on delete set null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'cancelled')),
  attempts integer not null default 0,
  next_try_at timestamptz not null default now(),
  -- What the mail server said last.
  error text,
  requested_by text not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
create index mail_waiting on mail (next_try_at, id) where state = 'waiting';
create index mail_device on mail (device_id, id desc);
create index mail_import on mail (import_id) where import_id is not null;
