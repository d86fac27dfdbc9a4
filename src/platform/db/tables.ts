// Generated from the migrated catalog by "npm run generate". Do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** Read as RFC 3339 text in UTC. */
type Time = ColumnType<string, Date | string, Date | string>
type NullableTime = ColumnType<string | null, Date | string | null | undefined, Date | string | null>
type DefaultTime = ColumnType<string, Date | string | undefined, Date | string>
/** Read as parsed JSON; written as text made by JSON.stringify, so that arrays are not taken for PostgreSQL arrays. */
// oxlint-disable-next-line typescript/no-explicit-any -- each store gives the value its type
type Json = ColumnType<any, string, string>
// oxlint-disable-next-line typescript/no-explicit-any -- see above
type NullableJson = ColumnType<any, string | null | undefined, string | null>
// oxlint-disable-next-line typescript/no-explicit-any -- see above
type DefaultJson = ColumnType<any, string | undefined, string>

export type Tables = {
  admin: {
    id: string
    username: string
    display_name: string
    password_hash: string
    role_id: string
    disabled: Generated<boolean>
    created_at: DefaultTime
    updated_at: DefaultTime
    last_sign_in_at: NullableTime
  }
  android_command: {
    id: string
    registration_id: string
    kind: string
    payload: DefaultJson
    state: Generated<string>
    requested_by: string
    result: NullableJson
    created_at: DefaultTime
    sent_at: NullableTime
    answered_at: NullableTime
  }
  android_registration: {
    id: string
    device_id: string
    token_hash: Buffer
    state: string
    rule: string
    claimed: Json
    reported: DefaultJson
    registered_at: Time
    last_seen_at: NullableTime
    ended_at: NullableTime
    end_reason: string | null
  }
  api_token: {
    id: string
    name: string
    token_hash: Buffer
    role_id: string
    created_by: string
    created_at: DefaultTime
    last_used_at: NullableTime
    expires_at: NullableTime
  }
  app_user: {
    id: string
    user_name: string
    name: string | null
    email: string | null
    description: string | null
    search: GeneratedAlways<string | null>
    created_at: DefaultTime
    updated_at: DefaultTime
    mobile: string | null
  }
  arrival: {
    id: string
    short_code: string
    at: DefaultTime
    channel: string
    claimed: Json
    serial: string | null
    udid: string | null
    verified: boolean
    outcome: string
    reason: string
    summary: string
    steps: Json
    device_id: string | null
    address: string | null
    user_id: string | null
    ownership: string | null
  }
  audit_counter: {
    one: Generated<boolean>
    last: Generated<number>
  }
  audit_event: {
    seq: number
    at: DefaultTime
    actor: string
    actor_kind: string
    action: string
    target_kind: string
    target_id: string
    target_name: string | null
    before: NullableJson
    after: NullableJson
    address: string | null
  }
  authority: {
    id: string
    purpose: string
    certificate_pem: string
    private_key_sealed: Buffer
    created_at: DefaultTime
  }
  bulk_enrollment: {
    id: string
    name: string
    description: string | null
    without_token: Generated<boolean>
    user_id: string | null
    token_sealed: Buffer | null
    token_hash: Buffer | null
    token_expires_at: NullableTime
    configuration: DefaultJson
    configuration_sealed: Buffer | null
    attributes: DefaultJson
    list_updated_at: NullableTime
    created_at: DefaultTime
    updated_at: DefaultTime
    attributes_follow_list: Generated<boolean>
    default_attributes: DefaultJson
    token_set_at: NullableTime
  }
  bulk_enrollment_code: {
    bulk_enrollment_id: string
    short_code: string
    first_shown_at: DefaultTime
  }
  certificate: {
    id: string
    device_id: string
    serial: string
    udid: string
    sha256: Buffer
    der: Buffer
    not_before: Time
    not_after: Time
    revoked_at: NullableTime
    created_at: DefaultTime
    renews_enrollment_id: string | null
    public_key_hash: Buffer | null
  }
  command: {
    id: string
    enrollment_id: string
    position: number
    request_type: string
    payload: Buffer | null
    state: Generated<string>
    created_at: DefaultTime
    sent_at: NullableTime
    answered_at: NullableTime
    result: Buffer | null
    error: NullableJson
    payload_sealed: Buffer | null
    key: string | null
    urgency: Generated<number>
    asked_by: string | null
    told: Generated<boolean>
    not_now_count: Generated<number>
  }
  credential_attempt: {
    subject: string
    failures: Generated<number>
    retry_at: NullableTime
    last_at: DefaultTime
  }
  dep_account: {
    id: string
    name: string
    certificate_pem: string
    private_key_sealed: Buffer
    staged_certificate_pem: string | null
    staged_private_key_sealed: Buffer | null
    token_sealed: Buffer | null
    consumer_key_hash: Buffer | null
    token_expires_at: NullableTime
    state: Generated<string>
    apple_code: string | null
    state_facts: DefaultJson
    state_since: DefaultTime
    server_name: string | null
    server_uuid: string | null
    organization_name: string | null
    organization_id: string | null
    admin_id: string | null
    details: DefaultJson
    page_limit: Generated<number>
    add_as_pre_enrolled: Generated<boolean>
    default_profile_id: string | null
    sync_interval_hours: Generated<number>
    sync_phase: Generated<string>
    sync_cursor: string | null
    fetch_started_at: NullableTime
    listed_at: NullableTime
    created_at: DefaultTime
    updated_at: DefaultTime
    default_template_id: string | null
    default_authentication: Generated<string>
    staged_at: NullableTime
    rule_fallback: Generated<string>
  }
  dep_account_group: {
    account_id: string
    group_id: string
  }
  dep_activation_lock: {
    id: string
    serial: string
    account_id: string | null
    bypass_code_sealed: Buffer | null
    lost_message: string | null
    apple_status: string | null
    requested_by: string
    requested_at: DefaultTime
    answered_at: NullableTime
  }
  dep_assignment: {
    dep_device_id: string
    profile_id: string | null
    state: string
    apple_status: string | null
    attempts: Generated<number>
    failures: Generated<number>
    next_try_at: NullableTime
    requested_by: string
    requested_at: DefaultTime
    answered_at: NullableTime
    asking_since: NullableTime
    run_id: string | null
    source: Generated<string>
    rule: string | null
    throttled_until: NullableTime
    assigns: Generated<number>
    assigns_since: NullableTime
    hold: string | null
  }
  dep_assignment_rule: {
    id: string
    account_id: string
    position: number
    name: string
    conditions: Json
    profile_id: string | null
  }
  dep_assignment_run: {
    id: string
    kind: string
    account_id: string | null
    profile_id: string | null
    total: Generated<number>
    numbers: DefaultJson
    requested_by: string
    created_at: DefaultTime
    target: NullableJson
    looked_up_to: Generated<string>
  }
  dep_device: {
    id: string
    account_id: string
    serial: string
    model: string | null
    description: string | null
    color: string | null
    asset_tag: string | null
    family: string | null
    os: string | null
    profile_status: Generated<string>
    profile_uuid: string | null
    profile_assigned_at: NullableTime
    profile_pushed_at: NullableTime
    assigned_by: string | null
    assigned_at: NullableTime
    facts: DefaultJson
    op_date: NullableTime
    gone_since: NullableTime
    pre_enrolled_at: NullableTime
    created_at: DefaultTime
    updated_at: DefaultTime
    replaces_serial: string | null
    replaced_on: string | null
    replacement_asked_at: NullableTime
    disowned_at: NullableTime
    disowned_by: string | null
  }
  dep_difference: {
    id: string
    account_id: string
    reconciliation_id: string | null
    serial: string
    kind: string
    state: string
    fields: Json
    dep_device_id: string | null
    device_id: string | null
    decision: string | null
    decided_by: string | null
    decided_at: NullableTime
    found_at: DefaultTime
    closed_at: NullableTime
  }
  dep_fetch_page: {
    id: string
    account_id: string
    serials: string[]
  }
  dep_listed_device: {
    account_id: string
    page: number
    serial: string
    model: string | null
    description: string | null
    color: string | null
    asset_tag: string | null
    family: string | null
    os: string | null
    profile_status: string | null
    profile_uuid: string | null
    profile_assigned_at: NullableTime
    profile_pushed_at: NullableTime
    assigned_by: string | null
    assigned_at: NullableTime
    facts: Json
  }
  dep_profile: {
    id: string
    account_id: string
    uuid: string
    name: string
    version: Generated<number>
    previous_id: string | null
    fields: Json
    sent: Json
    created_by: string
    created_at: DefaultTime
    line_id: string | null
    origin: Generated<string>
  }
  dep_profile_missing: {
    account_id: string
    uuid: string
    asked_at: DefaultTime
  }
  dep_reconciliation: {
    id: string
    account_id: string
    cause: string
    requested_by: string
    state: string
    phase: string | null
    started_at: DefaultTime
    ended_at: NullableTime
    fetch_started_at: NullableTime
    expected: Generated<number>
    pages: Generated<number>
    listed: Generated<number>
    mended: Generated<number>
    open: Generated<number>
    kinds: DefaultJson
    error: string | null
  }
  dep_revision: {
    id: string
    account_id: string
    profile_id: string
    previous_id: string | null
    state: Generated<string>
    changes: Json
    numbers: NullableJson
    created_by: string
    created_at: DefaultTime
    ended_at: NullableTime
  }
  dep_revision_device: {
    revision_id: string
    dep_device_id: string
    was_pushed: boolean
    confirmed_at: NullableTime
    look_at: NullableTime
  }
  dep_sync: {
    id: string
    account_id: string
    mode: string
    state: string
    started_at: DefaultTime
    ended_at: NullableTime
    pages: Generated<number>
    received: Generated<number>
    added: Generated<number>
    changed: Generated<number>
    removed: Generated<number>
    error: string | null
    begun_at: NullableTime
  }
  device: {
    id: string
    identifier: string
    identifier_key: GeneratedAlways<string | null>
    display_name: string | null
    description: string | null
    platform: string
    status: Generated<string>
    ownership: string | null
    serial: string | null
    imei: string | null
    imei_body: GeneratedAlways<string | null>
    imei2: string | null
    meid: string | null
    udid: string | null
    wifi_mac: string | null
    manufacturer: string | null
    model: string | null
    user_id: string | null
    template_id: string | null
    code_sealed: Buffer | null
    expires_at: NullableTime
    registration_email: string | null
    dep_method: string | null
    authentication: Generated<string>
    agent_install_required: Generated<boolean>
    custom_attributes: DefaultJson
    source: string
    enrolled_at: NullableTime
    last_seen_at: NullableTime
    created_at: DefaultTime
    updated_at: DefaultTime
    revision: Generated<number>
    search: GeneratedAlways<string | null>
    bulk_enrollment_id: string | null
  }
  device_detail: {
    device_id: string
    enrollment_id: string
    information: NullableJson
    information_at: NullableTime
    security: NullableJson
    security_at: NullableTime
    profiles: NullableJson
    profiles_at: NullableTime
  }
  device_due: {
    device_id: string
    due_at: Time
  }
  device_group: {
    id: string
    name: string
    description: string | null
    created_at: DefaultTime
    updated_at: DefaultTime
  }
  device_group_member: {
    device_id: string
    group_id: string
  }
  device_kit: {
    device_id: string
    device_name: string | null
    agent: string | null
  }
  device_policy: {
    device_id: string
    policy_id: string
    name: string
    kind: string
    identifier: string
    state: string
    version: number
    installed_version: number | null
    command_id: string | null
    error: string | null
    at: Time
  }
  device_tag: {
    device_id: string
    tag_id: string
  }
  enrollment: {
    id: string
    device_id: string
    certificate_id: string
    udid: string
    state: string
    topic: string
    push_magic_sealed: Buffer | null
    push_token_sealed: Buffer | null
    unlock_token_sealed: Buffer | null
    bootstrap_token_sealed: Buffer | null
    awaiting_configuration: Generated<boolean>
    reported: DefaultJson
    created_at: DefaultTime
    enrolled_at: NullableTime
    ended_at: NullableTime
    end_reason: string | null
    last_seen_at: NullableTime
    push_token_retired_at: NullableTime
    unlock_token_at: NullableTime
    bootstrap_token_at: NullableTime
  }
  enrollment_request: {
    id: string
    user_id: string | null
    device_id: string | null
    channel: string
    recipient: string | null
    token_hash: Buffer
    token_sealed: Buffer
    requested_by: string
    created_at: Time
    expires_at: Time
    sent_at: NullableTime
    failure: string | null
    opened_at: NullableTime
    ended_at: NullableTime
    end_reason: string | null
  }
  event: {
    id: string
    subject_kind: string
    subject_id: string
    seq: number
    at: DefaultTime
    kind: string
    actor: string
    summary: string
    facts: DefaultJson
  }
  expiry_reminder: {
    kind: string
    thing_id: string
    expires_at: Time
    days: number
    reminded_at: DefaultTime
  }
  google_command: {
    id: string
    device_name: string
    device_id: string | null
    kind: string
    state: Generated<string>
    operation: string | null
    attempts: Generated<number>
    message: string | null
    requested_by: string
    created_at: Time
    sent_at: NullableTime
    answered_at: NullableTime
    next_at: Time
    give_up_at: NullableTime
  }
  google_device: {
    name: string
    claimed: Json
    state: string
    enrollment_token_name: string | null
    bulk_enrollment_id: string | null
    outcome: string
    reason: string
    arrival_id: string | null
    device_id: string | null
    disabled: Generated<boolean>
    enrolled_at: NullableTime
    first_seen_at: Time
    last_seen_at: Time
    gone_at: NullableTime
    reported: DefaultJson
    admitted_device_id: string | null
    erased_at: NullableTime
  }
  google_enrollment_token: {
    id: string
    bulk_enrollment_id: string | null
    bulk_token_hash: Buffer | null
    name: string
    policy_name: string
    value_sealed: Buffer
    qr_sealed: Buffer
    expires_at: Time
    created_at: Time
  }
  headwind_agent: {
    registration_id: string
    sent_tag: string
  }
  headwind_quarantine: {
    id: string
    number_hash: Buffer
    token_hash: Buffer
    serial: string
    state: Generated<string>
    address: string
    created_at: Time
    decided_at: NullableTime
  }
  hosted_agent: {
    id: string
    key: string
    package: string
    version_code: number
    version_name: string | null
    facts: Json
    file_name: string
    sha256: Buffer
    size: number
    uploaded_by: string
    uploaded_at: Time
  }
  hosted_agent_chunk: {
    agent_id: string
    position: number
    bytes: Buffer
  }
  idempotency_key: {
    actor: string
    key: string
    request_hash: Buffer
    status: number | null
    response_sealed: Buffer | null
    created_at: DefaultTime
  }
  import: {
    id: string
    file_name: string
    state: string
    format: string | null
    mode: string | null
    encoding: string | null
    delimiter: string | null
    header: Generated<string[]>
    mapping: DefaultJson
    options: DefaultJson
    counts: DefaultJson
    header_problems: DefaultJson
    warnings: DefaultJson
    apply_options: NullableJson
    result: NullableJson
    progress: NullableJson
    error: string | null
    created_by: string
    created_at: DefaultTime
    planned_at: NullableTime
    applied_at: NullableTime
    has_header: Generated<boolean>
    clears_to_confirm: number | null
    mails: DefaultJson
    replanned: NullableJson
    undo: NullableJson
    undone_at: NullableTime
  }
  import_code: {
    import_id: string
    line: number
    code_sealed: Buffer
  }
  import_mapping: {
    header_hash: Buffer
    format: string
    mapping: Json
    updated_by: string
    updated_at: DefaultTime
  }
  import_plan: {
    import_id: string
    line: number
    outcome: string
    device_outcome: string | null
    user_outcome: string | null
    device_id: string | null
    device_revision: number | null
    user_id: string | null
    user_updated_at: NullableTime
    changes: DefaultJson
    problems: DefaultJson
    previous_code_sealed: Buffer | null
  }
  import_row: {
    import_id: string
    line: number
    cells: string[]
    code_sealed: Buffer | null
    fields: Json
    identifier_key: string | null
    user_name: string | null
    new_device_id: string
    new_user_id: string
    unreadable: boolean
    problems: DefaultJson
    derived_identifier: string | null
    derived_user: string | null
  }
  import_undo_note: {
    import_id: string
    position: number
    line: number
    label: string
    subject: string
    field: string | null
    code: string
    message: string
  }
  mail: {
    id: string
    kind: string
    channel: Generated<string>
    recipient: string
    device_id: string | null
    import_id: string | null
    state: Generated<string>
    attempts: Generated<number>
    tried_at: NullableTime
    next_try_at: DefaultTime
    answer: string | null
    requested_by: string
    created_at: DefaultTime
    sent_at: NullableTime
    request_id: string | null
    thing_kind: string | null
    thing_id: string | null
    thing_expires_at: NullableTime
  }
  oidc_sign_on: {
    state_hash: Buffer
    transaction_sealed: Buffer
    expires_at: Time
  }
  organization: {
    id: string
    name: string
    description: string | null
    created_at: DefaultTime
    updated_at: DefaultTime
  }
  policy: {
    id: string
    name: string
    description: string | null
    kind: string
    platforms: Generated<string[]>
    priority: number
    version: Generated<number>
    revision: Generated<number>
    identifier: string
    content: Json
    content_sealed: Buffer
    supervised: boolean
    created_at: DefaultTime
    updated_at: DefaultTime
  }
  policy_group: {
    policy_id: string
    group_id: string
  }
  policy_template: {
    policy_id: string
    template_id: string
  }
  push: {
    enrollment_id: string
    due_at: NullableTime
    generation: Generated<number>
    repeats: Generated<number>
    failures: Generated<number>
    pushed_at: NullableTime
    answer: string | null
  }
  push_certificate: {
    id: string
    one: Generated<boolean>
    certificate_pem: string | null
    private_key_sealed: Buffer | null
    topic: string | null
    expires_at: NullableTime
    request_pem: string | null
    request_key_sealed: Buffer | null
    request_made_at: NullableTime
    refused_at: NullableTime
    refused_reason: string | null
    revision: Generated<number>
    updated_at: DefaultTime
  }
  refused_message: {
    day: Time
    endpoint: string
    reason: string
    address: string
    count: number
    first_at: Time
    last_at: Time
  }
  renewal: {
    enrollment_id: string
    certificate_id: string
    command_id: string
    attempts: number
    attempted_at: Time
  }
  role: {
    id: string
    name: string
    permissions: string[]
    built_in: Generated<boolean>
  }
  scep_challenge: {
    id: string
    secret_hash: Buffer
    device_id: string
    arrival_id: string | null
    serial: string
    udid: string
    created_at: DefaultTime
    expires_at: Time
    used_at: NullableTime
    public_key_hash: Buffer | null
    certificate_id: string | null
    enrollment_id: string | null
  }
  session: {
    id: string
    token_hash: Buffer
    previous_hash: Buffer | null
    rotated_at: DefaultTime
    admin_id: string
    created_at: DefaultTime
    last_seen_at: DefaultTime
    expires_at: Time
    address: string | null
    user_agent: string | null
  }
  setting: {
    key: string
    value: Json
    updated_at: DefaultTime
  }
  tag: {
    id: string
    name: string
    description: string | null
    created_at: DefaultTime
    updated_at: DefaultTime
  }
  template: {
    id: string
    name: string
    description: string | null
    created_at: DefaultTime
    updated_at: DefaultTime
    device_name: string | null
  }
  template_group: {
    template_id: string
    group_id: string
  }
  template_tag: {
    template_id: string
    tag_id: string
  }
  user_channel: {
    id: string
    enrollment_id: string
    user_key: string
    short_name: string | null
    long_name: string | null
    push_token_sealed: Buffer
    push_magic_sealed: Buffer
    created_at: Time
    last_seen_at: Time
  }
  user_organization: {
    user_id: string
    organization_id: string
  }
  user_password: {
    user_id: string
    hash: string
    set_at: DefaultTime
  }
  web_view_visit: {
    id: string
    ended_at: DefaultTime
    expires_at: Time
  }
}
