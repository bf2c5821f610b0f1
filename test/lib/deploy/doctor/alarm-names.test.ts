/** Tests that what doctor and plan name is what infra/ makes, for every kind of settings. */
import { describe, expect, test } from 'vitest';
import { blueprintOf } from '../../../../infra/blueprint.ts';
import { resourcesOf } from '../../../../infra/stack.ts';
import { parseConfig } from '../../../../lib/deploy/config/read-config.ts';
import { stackNames } from '../../../../lib/deploy/config/stack-names.ts';
import { NOTHING_KNOWN } from '../../../../lib/deploy/delivery/refusal.ts';
import { alarmNames } from '../../../../lib/deploy/doctor/alarm-names.ts';
import { placeOfStack, planSettings } from '../../../../lib/deploy/plan/plan.ts';
import { CONFIGS } from '../../../stack/check/configs.ts';
import { ACCOUNT, givenAccount } from '../../../support/given-account.ts';

describe.each(Object.entries(CONFIGS))('of the settings %s', (_, settings) => {
    const config = parseConfig(settings, 'lake.config.yml');
    const names = stackNames(config, placeOfStack(config, 'dev', ACCOUNT));
    const plan = planSettings(
        config,
        { file: 'lake.config.yml', isExample: false, stage: 'dev' },
        { ...NOTHING_KNOWN, account: ACCOUNT },
    );

    test('the alarms that doctor looks for are those of the template', () => {
        const made = Object.values(resourcesOf(blueprintOf(config, 'dev')))
            .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
            .map(({ Properties }) => Properties['AlarmName']);

        expect([...alarmNames(config, names)].toSorted()).toEqual(made.toSorted());
    });

    test('the deliveries that plan shows are those that are deployed', () => {
        const { deliveries } = givenAccount(settings);
        deliveries.delete('us-west-2_EXAMPLE4');

        const planned = plan.deliveries
            .filter((delivery) => delivery.set_by === 'deploy')
            .map(({ user_pool_id, event_source, log_level, arn }) => [user_pool_id, event_source, log_level, arn]);

        expect(planned).toEqual(
            [...deliveries].flatMap(([id, configurations]) =>
                configurations.map((each) => [
                    id,
                    each['EventSource'],
                    each['LogLevel'],
                    each['FirehoseConfiguration']?.StreamArn ??
                        each['S3Configuration']?.BucketArn ??
                        each['CloudWatchLogsConfiguration']?.LogGroupArn,
                ]),
            ),
        );
    });

    test('the parts that plan names are there when it is deployed', () => {
        const account = givenAccount(settings);
        const made = new Set([
            ...account.streams.keys(),
            ...account.groups.keys(),
            ...account.buckets.keys(),
            ...account.queues.keys(),
            ...account.functions.keys(),
            ...account.databases,
        ]);

        const named = plan.parts
            .filter(({ part }) =>
                /^(log group|stream|function|database|export bucket$|lake bucket$|queue|its dead)/.test(part),
            )
            .map(({ name }) => name);

        expect(named.filter((name) => !made.has(name))).toEqual([]);
        expect(named.length).toBeGreaterThanOrEqual(4);
    });
});

test('a key of another account is a warning, once the account is known', () => {
    const config = parseConfig(String(CONFIGS['kms']), 'lake.config.yml');
    const warningsIn = (account: string | null) =>
        planSettings(config, { file: 'x', isExample: false, stage: 'dev' }, { ...NOTHING_KNOWN, account }).warnings;

    expect([warningsIn(null), warningsIn(ACCOUNT)]).toEqual([[], []]);
    expect(warningsIn('210987654321')).toEqual([
        expect.stringMatching(
            /^The key arn:aws:kms:.* is of the account 123456789012: its policy has to let the roles of 210987654321 use it\.$/,
        ),
    ]);
});
