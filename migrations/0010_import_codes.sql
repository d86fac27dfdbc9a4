-- Codes of an import that is being applied, sealed beside the transaction that uses them. Worth nothing after a crash, so not logged.
create unlogged table import_code (
  import_id uuid not null,
  line integer not null,
  code_sealed bytea not null,
  primary key (import_id, line)
);
