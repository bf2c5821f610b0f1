/** Which rows of which question are findings, and what makes two of them the same. */

export type FindingForm = {
    /** The columns that name whom or what a row is about, beside its pool. `user` is the sub, or the name where there is no sub. */
    readonly about: readonly string[];
    /** The columns of the episode's first and last moment. */
    readonly from: string;
    readonly to: string;
    /** A column that has to be true, or more than 0. */
    readonly only: string | null;
};

const form = (
    about: readonly string[],
    { from = 'first_at', to = 'last_at', only = null }: Partial<FindingForm> = {},
): FindingForm => ({ about, from, to, only });

const ADDRESS = form(['ip_address']);
const USER = form(['user']);

/** A question that is not here counts or lists: its answer is written, and nobody is told. test/lib/watch/report/finding-form.test.ts ties this to the catalogue. */
const FORMS: ReadonlyMap<string, FindingForm> = new Map([
    ['brute_force_by_address', ADDRESS],
    ['brute_force_by_user', USER],
    ['credential_stuffing', ADDRESS],
    ['distributed_brute_force', USER],
    // A row is an address, and the spray is all of them: it is one finding.
    ['multi_source_spray', form([], { from: 'spray_first_at', to: 'spray_last_at' })],
    ['password_spray', ADDRESS],
    ['reset_chain', USER],
    ['shared_address_or_device', form(['shared', 'ip_address', 'device_name'])],
    ['signup_surge', ADDRESS],
    ['sms_pumping', ADDRESS],
    ['success_after_attack', USER],
    ['user_enumeration', ADDRESS],
    ['delivery_error_patterns_new', form(['error_class', 'channel', 'details_pattern'])],
    ['delivery_error_report', form(['error_class', 'channel', 'details_pattern'])],
    ['mfa_abandoned', USER],
    ['mfa_failures_then_success', USER],
    ['mfa_fatigue', USER],
    ['drift_report', form(['view_name', 'field_name'])],
    // Who was blocked, and stayed out, was dealt with.
    ['blocked_and_takeover_decisions', form(['user', 'ip_address', 'risk_decision'], { only: 'pass_count' })],
    ['compromised_credentials_passed', USER],
    ['countries_in_window', USER],
    ['country_not_allowed', form(['user', 'country'])],
    ['impossible_travel', USER],
    ['new_country_for_user', form(['user', 'country'])],
    ['new_device_for_user', form(['user', 'device_name'])],
    ['dormant_users', USER],
    ['sign_in_failures_by_client', form(['client_id'], { from: 'dt', to: 'dt', only: 'is_unusual' })],
]);

/** The form of a question's findings; null for one whose rows are none. */
export const findingForm = (name: string): FindingForm | null => FORMS.get(name) ?? null;
