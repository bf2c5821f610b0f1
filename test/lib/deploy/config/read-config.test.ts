/** Tests of the settings' file: what it may say, and what is said of what it may not. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { keyOf, regionOf } from '../../../../lib/deploy/config/lake-config.ts';
import { EXAMPLE_FILE, findConfig, parseConfig, readConfig } from '../../../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';

const EXAMPLE = readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8');

const complaintOf = (text: string): string => {
    try {
        parseConfig(text, 'lake.config.yml');
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
    return 'none';
};

/** What a message begins with that is about the place where something stands in a text. */
const placeOf = (text: string, mistake: string): string => {
    const before = text.slice(0, text.indexOf(mistake)).split('\n');
    return `lake.config.yml:${before.length}:${String(before.at(-1)).length + 1}: `;
};

/** The example with one text exchanged for another; must be there. */
const changed = (from: string | RegExp, to: string): string => {
    const text = EXAMPLE.replace(from, to);
    if (text === EXAMPLE) throw new Error(`the example has no ${String(from)}`);
    return text;
};

test('the example has a pool of each kind of source', () => {
    const { pools } = parseConfig(EXAMPLE, EXAMPLE_FILE);

    expect(
        pools.map(
            ({ userActivity, userNotification, ours }) =>
                `${userActivity} ${userNotification}${ours ? '' : ' elsewhere'}`,
        ),
    ).toEqual(['firehose cloudwatch', 's3 cloudwatch', 'cloudwatch none', 'firehose none elsewhere', 'none none']);
});

test('the region is that of the pools, the key null when AWS owns it', () => {
    const config = parseConfig(EXAMPLE, EXAMPLE_FILE);

    expect([
        regionOf(config),
        keyOf(config),
        keyOf({ encryption: 'arn:aws:kms:us-west-2:123456789012:key/a' }),
    ]).toEqual(['us-west-2', null, 'arn:aws:kms:us-west-2:123456789012:key/a']);
});

describe('a mistake is named with its line, and with what to write there', () => {
    test.each([
        [
            'a destination that there is not',
            changed('userActivity: s3', 'userActivity: kinesis'),
            'kinesis',
            'pools[2].userActivity is "kinesis": write firehose, s3, cloudwatch or none',
        ],
        [
            'a destination of the other source',
            changed('    userNotification: cloudwatch', '    userNotification: sms'),
            'sms',
            'pools[1].userNotification is "sms": write cloudwatch or none',
        ],
        [
            'a pool without a region',
            changed('us-west-2_EXAMPLE2', 'EXAMPLE2'),
            'EXAMPLE2',
            'pools[2].id is "EXAMPLE2": write the pool\'s id as Cognito shows it, its region first, such as us-west-2_aB3dE5gH7',
        ],
        [
            'a pool in another region',
            changed('us-west-2_EXAMPLE2', 'eu-west-1_EXAMPLE2'),
            'eu-west-1',
            'pools[2].id is not in us-west-2 like the first: a stack is in one region, put this pool into a file of its own',
        ],
        [
            'a pool twice',
            changed('us-west-2_EXAMPLE4', 'us-west-2_EXAMPLE3'),
            'us-west-2_EXAMPLE3\n    userActivity: firehose',
            'pools[4].id stands in the list twice: leave one',
        ],
        [
            'a list for days',
            changed(/^retentionDays:\n( +.*\n)+/m, 'retentionDays: [1]\n'),
            '[1]',
            'retentionDays is a list: write days for lake, raw, errors, results and exports',
        ],
        [
            'a group for an address',
            changed(/^alarmEmail: .*/m, 'alarmEmail: { to: ana }'),
            '{ to',
            'alarmEmail is a group of settings: write an e-mail address or none',
        ],
        [
            'a text without an end',
            changed(/^alarmEmail: .*/m, `alarmEmail: ${'x'.repeat(500)}`),
            'xxxx',
            `alarmEmail is "${'x'.repeat(79)}…: write an e-mail address or none`,
        ],
        [
            'a setting that nobody knows',
            `${EXAMPLE}\nzzzzzzzzzzzz: odd-value\n`,
            'odd-value',
            'zzzzzzzzzzzz is no setting: leave it out',
        ],
        [
            'days that are none',
            changed('lake: 730', 'lake: a year'),
            'a year',
            'retentionDays.lake is "a year": write days, a whole number from 1 to 36500, or forever',
        ],
        [
            'no days at all',
            changed('raw: 30 ', 'raw: 0 '),
            '0        # every',
            'retentionDays.raw is 0: write days: a whole number from 1 to 36500',
        ],
        [
            'half a day',
            changed('raw: 30 ', 'raw: 0.5 '),
            '0.5',
            'retentionDays.raw is 0.5: write days: a whole number from 1 to 36500',
        ],
        [
            'yes for true',
            changed('rawBackup: true', 'rawBackup: "yes"'),
            '"yes"',
            'rawBackup is "yes": write true or false',
        ],
        [
            'an alias of a key',
            changed('aws-owned\n', 'alias/mine\n'),
            'alias/mine',
            'encryption is "alias/mine": write aws-owned or the ARN of a key: arn:aws:kms:REGION:ACCOUNT:key/ID (an alias is not enough)',
        ],
        [
            'a key of another region',
            changed('aws-owned\n', 'arn:aws:kms:us-east-1:123456789012:key/a\n'),
            'arn:aws:kms',
            'encryption is a key of us-east-1, the pools are in us-west-2: name a key of us-west-2',
        ],
        [
            'an address that is none',
            changed('security@example.com', 'security'),
            'security\n',
            'alarmEmail is "security": write an e-mail address or none',
        ],
        [
            'a report at no time',
            changed('cron(0 6 * * ? *)', 'daily'),
            'daily',
            'report.schedule is "daily": write when it runs, in UTC: rate(1 day), or cron(0 6 * * ? *) for six in the morning',
        ],
        [
            'hours beyond what an alarm can look back',
            changed('silenceHours: 24', 'silenceHours: 200'),
            '200',
            'silenceHours is 200: write hours, a whole number from 1 to 168, or none',
        ],
        [
            'an ARN for a bucket',
            changed('# existingLakeBucket: c', 'existingLakeBucket: arn:aws:s3:::c'),
            'arn:aws:s3',
            'existingLakeBucket is "arn:aws:s3:::cognito-log-lake-dev-lake-123456789012-us-west-2": write the name of a bucket, not its ARN or address',
        ],
        [
            'a setting left out',
            changed(/^queryCutOffGb.*$/m, ''),
            'pools:',
            'queryCutOffGb is missing: write gigabytes: a whole number from 1 to 100000',
        ],
        [
            'a setting of a pool left out',
            changed('    userNotification: none\n    silence', '    silence'),
            'id: us-west-2_EXAMPLE3',
            'pools[3].userNotification is missing: write cloudwatch or none',
        ],
        ['no pool', changed(/^ {2}- id[^]*?\n\n/m, '  []\n\n'), '[]', 'pools is a list: write at least one pool'],
        ['a list for the file', '- 1', '- 1', 'the file is a list: write settings as in lake.config.example.yml'],
        [
            'a text with a command for the terminal',
            changed('security@example.com', '"\\e[31m"'),
            '"\\e',
            'alarmEmail is "\\x1b[31m": write an e-mail address or none',
        ],
    ])('%s', (_, text, mistake, message) => {
        expect(complaintOf(text)).toBe(placeOf(text, mistake) + message);
    });

    test('a setting that there is not, with the one that was meant', () => {
        expect(complaintOf(changed('rawBackup: true', 'rawBackup: true\nrawBakup: true'))).toMatch(
            /^lake\.config\.yml:\d+:\d+: rawBakup is no setting: did you mean rawBackup\?$/,
        );
    });

    test('a setting twice, which YAML has not', () => {
        expect(complaintOf(`${EXAMPLE}\nrawBackup: false`)).toBe(
            `lake.config.yml:${EXAMPLE.split('\n').length + 1}: Map keys must be unique`,
        );
    });

    test('several mistakes are all named', () => {
        expect(
            complaintOf(changed('rawBackup: true', 'rawBackup: 1').replace('lake: 730', 'lake: -1')).split('\n'),
        ).toHaveLength(2);
    });

    test('an empty file lacks everything', () => {
        expect(complaintOf('').split('\n')).toHaveLength(7);
    });

    test("more pools than the function's environment can name are too many", () => {
        const many = Array.from(
            { length: 200 },
            (_, index) => `  - { id: us-west-2_EXAMPLE${index}x, userActivity: none, userNotification: none }`,
        ).join('\n');

        expect(complaintOf(changed(/^pools:$/m, `pools:\n${many}`))).toMatch(
            /^lake\.config\.yml:\d+:3: pools has more ids than fit in 3500 characters: put some pools into a stack of their own$/,
        );
    });
});

describe('which file it is', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cognito-log-lake-config-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    test('without one of its own the example stands in, and says so', () => {
        expect(findConfig(folder, '')).toEqual({
            path: join(packageRoot(), 'lake.config.example.yml'),
            isExample: true,
        });
    });

    test('lake.config.yml is found, and another by its name', () => {
        writeFileSync(join(folder, 'lake.config.yml'), EXAMPLE);
        writeFileSync(join(folder, 'staging.yml'), EXAMPLE.replace('rawBackup: true', 'rawBackup: false'));

        expect(findConfig(folder, undefined)).toEqual({ path: join(folder, 'lake.config.yml'), isExample: false });
        expect(readConfig(findConfig(folder, 'staging.yml')).rawBackup).toBe(false);
    });

    test('a name without a file is a mistake', () => {
        expect(() => findConfig(folder, 'mine.yml')).toThrow(
            'LAKE_CONFIG names mine.yml, and there is no such file: name one, or unset it for lake.config.yml',
        );
    });
});
