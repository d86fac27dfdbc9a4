-- Short codes under the QR codes of a bulk enrollment, of all that were shown: what a print says leads to its list.
create table bulk_enrollment_code (
  bulk_enrollment_id uuid not null references bulk_enrollment on delete cascade,
  short_code text not null,
  first_shown_at timestamptz not null default now(),
  primary key (short_code, bulk_enrollment_id)
);
create index bulk_enrollment_code_bulk on bulk_enrollment_code (bulk_enrollment_id);
