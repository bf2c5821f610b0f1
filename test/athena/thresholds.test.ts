/** Pins the agreed default thresholds of the detections, so that no change is accidental. */
import { expect, test } from 'vitest';
import { readCatalogue } from '../../lib/query/catalogue.ts';

const THRESHOLDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    brute_force_by_user: { min_failures: '20', window_minutes: '60' },
    brute_force_by_address: { min_failures: '20', window_minutes: '60' },
    password_spray: { min_users: '5', min_failures: '15', max_per_user: '8', window_minutes: '60' },
    credential_stuffing: { min_users: '15', min_failures: '25', max_per_user: '2', window_minutes: '15' },
    distributed_brute_force: {
        min_addresses: '5',
        min_countries: '2',
        min_addresses_alone: '8',
        min_failures: '10',
        window_minutes: '30',
    },
    multi_source_spray: { min_addresses: '5', min_users: '8', min_failures: '25', max_per_user: '5' },
    success_after_attack: { within_minutes: '180' },
    user_enumeration: { min_users: '15', window_minutes: '60' },
    sms_pumping: { min_requests: '20', window_minutes: '60' },
    signup_surge: { min_sign_ups: '20', window_minutes: '60' },
    reset_chain: { window_minutes: '1440' },
    shared_address_or_device: { min_users_of_address: '20', min_users_of_device: '5', window_minutes: '1440' },
    impossible_travel: { max_kmh: '900', min_km: '50' },
    countries_in_window: { min_countries: '2', window_minutes: '30' },
    new_country_for_user: { learned_days: '30' },
    new_device_for_user: { learned_days: '30' },
    mfa_abandoned: { open_minutes: '15' },
    mfa_fatigue: { min_attempts: '5', window_minutes: '60', open_minutes: '15' },
    mfa_failures_then_success: { min_failures: '3', window_minutes: '60', success_minutes: '60' },
};

test.each(Object.entries(THRESHOLDS))('%s has the defaults %j', (name, thresholds) => {
    const query = readCatalogue().find((candidate) => candidate.name === name);
    const defaults = Object.fromEntries(
        query?.parameters.map((parameter) => [parameter.name, parameter.default]) ?? [],
    );

    expect(defaults).toMatchObject(thresholds);
});
