/** Compares the lifecycle rules of a bucket with its settings. Rules with other ids are its owner's, and stay. */
import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { BucketSettings } from './bucket-settings.ts';

/** A rule that the settings ask for. */
type ExpectedRule = {
    readonly id: string;
    readonly prefix: string;
    readonly days: number;
    readonly kind: 'objects' | 'old versions';
};

const VERSIONS_RULE = 'versions';
/** The shortest time: without `versions`, the old versions of a bucket that has some go with it. */
const LEFT_VERSION_DAYS = 1;

const expectedRules = ({ expiries, versionDays }: BucketSettings, isVersioned: boolean): readonly ExpectedRule[] => {
    const days = versionDays ?? (versionDays === null && isVersioned ? LEFT_VERSION_DAYS : null);
    return [
        ...expiries.flatMap((expiry) =>
            expiry.days === null ? [] : [{ ...expiry, days: expiry.days, kind: 'objects' } as const],
        ),
        ...(days === null ? [] : [{ id: VERSIONS_RULE, prefix: '', days, kind: 'old versions' } as const]),
    ];
};

/** As S3 has it. A delete marker that is left without a version goes too. */
const toLifecycleRule = ({ id, prefix, days, kind }: ExpectedRule): LifecycleRule => ({
    ID: id,
    Status: 'Enabled',
    Filter: { Prefix: prefix },
    ...(kind === 'objects'
        ? { Expiration: { Days: days } }
        : { NoncurrentVersionExpiration: { NoncurrentDays: days }, Expiration: { ExpiredObjectDeleteMarker: true } }),
});

const isAsExpected = (rule: LifecycleRule, { prefix, days, kind }: ExpectedRule): boolean => {
    const { Prefix = rule.Prefix ?? '', ...others } = rule.Filter ?? {};
    const found = kind === 'objects' ? rule.Expiration?.Days : rule.NoncurrentVersionExpiration?.NoncurrentDays;
    return rule.Status === 'Enabled' && Prefix === prefix && Object.keys(others).length === 0 && found === days;
};

const ruleText = (rule: LifecycleRule | undefined): string => {
    if (rule === undefined) return 'no rule';
    const { Expiration, NoncurrentVersionExpiration: old, Status } = rule;
    const state = Status === 'Enabled' ? '' : `${Status ?? 'unknown'}, `;
    const where = rule.Filter?.Prefix ?? rule.Prefix ?? '';
    const after = Expiration?.Days ?? old?.NoncurrentDays;
    return `${state}${where === '' ? 'everything' : where} after ${after === undefined ? 'no' : after} days`;
};

export type LifecycleChange = { readonly before: string; readonly after: string; readonly rules: LifecycleRule[] };

/** What to change, or null if every rule is as expected. `isVersioned`: the bucket makes versions now. */
export const lifecycleChange = (
    settings: BucketSettings,
    found: readonly LifecycleRule[],
    isVersioned: boolean,
): LifecycleChange | null => {
    const expected = expectedRules(settings, isVersioned);
    const findRule = (id: string): LifecycleRule | undefined => found.find(({ ID }) => ID === id);
    const wrong = expected.filter((each) => {
        const rule = findRule(each.id);
        return rule === undefined || !isAsExpected(rule, each);
    });
    const forever = settings.expiries.filter(({ id, days }) => days === null && findRule(id) !== undefined);
    if (wrong.length + forever.length === 0) return null;
    const ids = [...wrong, ...forever].map(({ id }) => id);
    const kept = found.filter(({ ID = '' }) => !ids.includes(ID));
    return {
        before: ids.map((id) => `${id}: ${ruleText(findRule(id))}`).join('; '),
        after: [
            ...wrong.map((each) => `${each.id}: ${ruleText(toLifecycleRule(each))}`),
            ...forever.map(({ id }) => `${id}: no rule`),
        ].join('; '),
        rules: [...kept, ...wrong.map(toLifecycleRule)],
    };
};
