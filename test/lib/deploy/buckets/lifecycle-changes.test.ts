/** Tests of what differs between the lifecycle rules of a bucket and the config. */
import { expect, test } from 'vitest';
import { lifecycleChange } from '../../../../lib/deploy/buckets/lifecycle-changes.ts';

const settings = {
    kmsKey: null,
    versionDays: null,
    expiries: [
        { id: 'user_activity', prefix: 'user_activity/', days: 730 },
        { id: 'errors', prefix: 'errors/', days: 180 },
    ],
};
const rule = (ID: string, Days: number, Prefix = `${ID}/`) => ({
    ID,
    Status: 'Enabled' as const,
    Filter: { Prefix },
    Expiration: { Days },
});
const [ACTIVITY, ERRORS, OWNERS] = [rule('user_activity', 730), rule('errors', 180), rule('mine', 5)];

test('rules as in the config, among others, are no change', () => {
    expect(lifecycleChange(settings, [OWNERS, ERRORS, ACTIVITY], false)).toBeNull();
});

test('a rule with the prefix in its old place is as good', () => {
    const { Filter, ...old } = ACTIVITY;

    expect(lifecycleChange(settings, [{ ...old, Prefix: Filter.Prefix }, ERRORS], false)).toBeNull();
});

test('a rule with other days is replaced, and the owner’s rules stay', () => {
    expect(lifecycleChange(settings, [OWNERS, rule('errors', 7), ACTIVITY], false)).toEqual({
        before: 'errors: errors/ after 7 days',
        after: 'errors: errors/ after 180 days',
        rules: [OWNERS, ACTIVITY, ERRORS],
    });
});

test.each([
    ['missing', [], 'no rule'],
    ['disabled', [{ ...ERRORS, Status: 'Disabled' as const }], 'Disabled, errors/ after 180 days'],
    ['for another prefix', [rule('errors', 180, 'raw/')], 'raw/ after 180 days'],
    ['only for a tag', [{ ...ERRORS, Filter: { Prefix: 'errors/', Tag: { Key: 'a', Value: 'b' } } }], /after 180 days/],
    ['without days', [{ ...ERRORS, Expiration: { ExpiredObjectDeleteMarker: true } }], 'errors/ after no days'],
])('a rule that is %s is replaced', (_, found, before) => {
    const change = lifecycleChange(settings, [ACTIVITY, ...found], false);

    expect(change?.before).toEqual(typeof before === 'string' ? `errors: ${before}` : expect.stringMatching(before));
    expect(change?.rules).toEqual([ACTIVITY, ERRORS]);
});

test('tables that are kept forever lose the rule that deletes them', () => {
    const forever = { ...settings, expiries: [{ id: 'user_activity', prefix: 'user_activity/', days: null }] };

    expect(lifecycleChange(forever, [ACTIVITY, OWNERS], false)).toEqual({
        before: 'user_activity: user_activity/ after 730 days',
        after: 'user_activity: no rule',
        rules: [OWNERS],
    });
    expect(lifecycleChange(forever, [OWNERS], false)).toBeNull();
});

test('old versions are deleted after the days of the config, with the markers that are left', () => {
    const versions = {
        ID: 'versions',
        Status: 'Enabled',
        Filter: { Prefix: '' },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        Expiration: { ExpiredObjectDeleteMarker: true },
    };

    const change = lifecycleChange({ ...settings, versionDays: 30 }, [ACTIVITY, ERRORS], false);

    expect(change).toEqual({
        before: 'versions: no rule',
        after: 'versions: everything after 30 days',
        rules: [ACTIVITY, ERRORS, versions],
    });
    expect(lifecycleChange({ ...settings, versionDays: 30 }, change?.rules ?? [], true)).toBeNull();
});

test('a bucket that makes versions against the config deletes them after a day', () => {
    expect(lifecycleChange(settings, [ACTIVITY, ERRORS], true)?.after).toBe('versions: everything after 1 days');
});

test('the versions of a bucket are its owner’s if the config says nothing about them', () => {
    expect(lifecycleChange({ ...settings, versionDays: undefined }, [ACTIVITY, ERRORS], true)).toBeNull();
});

test.each([
    ['no filter, no status and no days', { ID: 'errors' }, 'errors: unknown, everything after no days'],
    [
        'its prefix in the old place',
        { ID: 'errors', Status: 'Disabled', Prefix: 'e/' },
        'errors: Disabled, e/ after no days',
    ],
    [
        'days for old versions only',
        { ID: 'errors', Status: 'Enabled', Filter: {}, NoncurrentVersionExpiration: { NoncurrentDays: 3 } },
        'errors: everything after 3 days',
    ],
] as const)('a rule with %s is described as it is', (_, found, before) => {
    expect(lifecycleChange(settings, [ACTIVITY, found as never], false)?.before).toBe(before);
});
