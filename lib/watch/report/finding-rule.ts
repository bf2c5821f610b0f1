/** The rules by which rows of a query become findings, and by which two rows are the same finding. */

export type FindingRule = {
    /** The columns that identify a finding, besides its pool. `user` is the sub, or the name without a sub. */
    readonly identityColumns: readonly string[];
    /** The columns with the start and end of the episode. */
    readonly startColumn: string;
    readonly endColumn: string;
    /** If set, a row is a finding only if this column is true or greater than 0. */
    readonly conditionColumn: string | null;
};

const rule = (
    identityColumns: readonly string[],
    { startColumn = 'first_at', endColumn = 'last_at', conditionColumn = null }: Partial<FindingRule> = {},
): FindingRule => ({ identityColumns, startColumn, endColumn, conditionColumn });

const BY_ADDRESS = rule(['ip_address']);
const BY_USER = rule(['user']);

/**
 * A query without a rule counts or lists: its result is written, but its rows are not findings.
 * test/lib/watch/report/finding-rule.test.ts ties this table to the catalogue.
 */
const FINDING_RULES: ReadonlyMap<string, FindingRule> = new Map([
    ['brute_force_by_address', BY_ADDRESS],
    ['brute_force_by_user', BY_USER],
    ['credential_stuffing', BY_ADDRESS],
    ['distributed_brute_force', BY_USER],
    // A row is one address of the spray; the whole spray is one finding.
    ['multi_source_spray', rule([], { startColumn: 'spray_first_at', endColumn: 'spray_last_at' })],
    ['password_spray', BY_ADDRESS],
    ['reset_chain', BY_USER],
    ['shared_address_or_device', rule(['shared', 'ip_address', 'device_name'])],
    ['signup_surge', BY_ADDRESS],
    ['sms_pumping', BY_ADDRESS],
    ['success_after_attack', BY_USER],
    ['user_enumeration', BY_ADDRESS],
    ['delivery_error_patterns_new', rule(['error_class', 'channel', 'details_pattern'])],
    ['delivery_error_report', rule(['error_class', 'channel', 'details_pattern'])],
    ['mfa_abandoned', BY_USER],
    ['mfa_failures_then_success', BY_USER],
    ['mfa_fatigue', BY_USER],
    ['drift_report', rule(['view_name', 'field_name'])],
    // A user who was blocked and did not sign in needs no action.
    [
        'blocked_and_takeover_decisions',
        rule(['user', 'ip_address', 'risk_decision'], { conditionColumn: 'pass_count' }),
    ],
    ['compromised_credentials_passed', BY_USER],
    ['countries_in_window', BY_USER],
    ['country_not_allowed', rule(['user', 'country'])],
    ['impossible_travel', BY_USER],
    ['new_country_for_user', rule(['user', 'country'])],
    ['new_device_for_user', rule(['user', 'device_name'])],
    ['dormant_users', BY_USER],
    [
        'sign_in_failures_by_client',
        rule(['client_id'], { startColumn: 'dt', endColumn: 'dt', conditionColumn: 'is_unusual' }),
    ],
]);

/** The rule of a query; null if its rows are not findings. */
export const findingRule = (name: string): FindingRule | null => FINDING_RULES.get(name) ?? null;
