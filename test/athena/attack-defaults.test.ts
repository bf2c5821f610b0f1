/** Checks that success_after_attack has the same thresholds as the queries of the attacks. */
import { expect, test } from 'vitest';
import { findQuery, readCatalogue } from '../../lib/query/catalogue.ts';

const OWN = new Set(['first_day', 'last_day', 'user_pool_id', 'allowlisted', 'within_minutes']);
const PREFIXES = {
    user: 'brute_force_by_user',
    address: 'brute_force_by_address',
    spray: 'password_spray',
    stuffing: 'credential_stuffing',
    distributed: 'distributed_brute_force',
    sources: 'multi_source_spray',
} as const;

test('success_after_attack has every threshold of the attacks, with the same default', () => {
    const catalogue = readCatalogue();
    const thresholds = Object.entries(PREFIXES).flatMap(([prefix, name]) =>
        findQuery(catalogue, name)
            .parameters.filter((parameter) => !OWN.has(parameter.name))
            .map((parameter) => [`${prefix}_${parameter.name}`, parameter.type, parameter.default]),
    );

    const own = findQuery(catalogue, 'success_after_attack')
        .parameters.filter(({ name }) => !OWN.has(name))
        .map((parameter) => [parameter.name, parameter.type, parameter.default]);

    expect(own.toSorted()).toEqual(thresholds.toSorted());
});
