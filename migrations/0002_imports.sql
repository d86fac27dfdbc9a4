-- Imports of any list, with undo and mails.

alter table app_user add column mobile text;

-- One index for the order of writing and for the timeline of a subject, in place of two: an import writes hundreds of thousands.
alter table event drop constraint event_subject_kind_subject_id_seq_key;
drop index event_subject;
-- Nothing asks for it: ids are in the order of time.
drop index event_at;
alter table event add constraint event_subject unique (subject_id, subject_kind, seq);

-- What a row of a list without identifiers or user names is called unless a record is found by its other values.
alter table import_row
  add column derived_identifier text,
  add column derived_user text;

alter table import
  -- Whether the first line of the file is a header; without one the columns are told by their position.
  add column has_header boolean not null default true,
  add column clears_to_confirm integer,
  add column mails jsonb not null default '{}',
  -- What became different when the plan was made again.
  add column replanned jsonb,
  add column undo jsonb,
  add column undone_at timestamptz;

-- What an admin corrected by hand, for the next file with the same header.
create table import_mapping (
  -- SHA-256 of the header's names.
  header_hash bytea primary key,
  format text not null,
  -- [{index, field}]
  mapping jsonb not null,
  updated_by text not null,
  updated_at timestamptz not null default now()
);

-- What an undo left as it was, and why.
create table import_undo_note (
  import_id uuid not null references import on delete cascade,
  position integer not null,
  line integer not null,
  label text not null,
  subject text not null check (subject in ('device', 'user')),
  field text,
  code text not null,
  message text not null,
  primary key (import_id, position)
);
