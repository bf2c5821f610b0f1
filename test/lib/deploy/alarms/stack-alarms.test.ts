/** Tests that doctor and plan name the resources that infra/ creates, for every kind of config. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { blueprintOf } from '../../../../infra/blueprint.ts';
import { resourcesOf } from '../../../../infra/stack.ts';
import { parseConfig } from '../../../../lib/deploy/config/read-config.ts';
import { stackNames } from '../../../../lib/deploy/config/stack-names.ts';
import { NO_ACCOUNT_FACTS } from '../../../../lib/deploy/delivery/delivery-problem.ts';
import { alarmNames, stackAlarms } from '../../../../lib/deploy/alarms/stack-alarms.ts';
import { locateStack, planConfig } from '../../../../lib/deploy/plan/plan.ts';
import { CONFIGS } from '../../../stack/check/configs.ts';
import { ACCOUNT, makeFakeAccount } from '../../../support/fake-account.ts';

const RUNBOOK = readFileSync(join(packageRoot(), 'docs/runbook.md'), 'utf8').split('\n');

describe.each(Object.entries(CONFIGS))('with the config %s', (_, text) => {
    const config = parseConfig(text, 'lake.config.yml');
    const names = stackNames(config, locateStack(config, 'dev', ACCOUNT));
    const plan = planConfig(
        config,
        { file: 'lake.config.yml', isExample: false, stage: 'dev' },
        { ...NO_ACCOUNT_FACTS, account: ACCOUNT },
    );

    test('doctor checks the alarms of the template', () => {
        const alarms = Object.values(resourcesOf(blueprintOf(config, 'dev')))
            .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
            .map(({ Properties }) => Properties['AlarmName']);

        expect([...alarmNames(config, names)].toSorted()).toEqual(alarms.toSorted());
    });

    test('each alarm names a heading of the runbook', () => {
        const headings = stackAlarms(config, names).map(({ heading }) => `## ${heading}`);

        expect(headings.filter((heading) => !RUNBOOK.includes(heading))).toEqual([]);
        expect(headings.length).toBeGreaterThan(10);
    });

    test('plan shows the log deliveries that are deployed', () => {
        const { deliveries } = makeFakeAccount(text);
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

    test('the resources that plan names exist after a deployment', () => {
        const account = makeFakeAccount(text);
        const deployed = new Set([
            ...account.streams.keys(),
            ...account.logGroups.keys(),
            ...account.buckets.keys(),
            ...account.queues.keys(),
            ...account.functions.keys(),
            ...account.databases,
        ]);

        const named = plan.parts
            .filter(({ part }) =>
                /^(log group,|stream|(import |report )?function|database|(export|lake) bucket$|.* queue$|.*letter)/.test(
                    part,
                ),
            )
            .map(({ name }) => name);

        expect(named.filter((name) => !deployed.has(name))).toEqual([]);
        expect(named.length).toBeGreaterThanOrEqual(4);
    });
});

test('a key of another account is a warning if the account is known', () => {
    const config = parseConfig(String(CONFIGS['kms']), 'lake.config.yml');
    const warningsIn = (account: string | null) =>
        planConfig(config, { file: 'x', isExample: false, stage: 'dev' }, { ...NO_ACCOUNT_FACTS, account }).warnings;

    expect([warningsIn(null), warningsIn(ACCOUNT)]).toEqual([[], []]);
    expect(warningsIn('210987654321')).toEqual([
        expect.stringMatching(
            new RegExp(
                String.raw`^The key arn:aws:kms:.* is in account 123456789012\. Its policy must let the roles ` +
                    String.raw`of 210987654321 use it\.$`,
            ),
        ),
    ]);
});
