/** Tests of the lake that a command takes without `--lake`. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findDefaultLake } from '../../../lib/lake/default-lake.ts';
import { writeInputFiles } from '../../support/run-replay.ts';

const folder = writeInputFiles({
    'near/.cognito-log-lake.yml': 'lake: lakes/mine\n',
    'near/below/deep/x': '',
    'bucket/.cognito-log-lake.yml': 'lake: s3://my-bucket/lake\n',
    'syntax/.cognito-log-lake.yml': 'lake: [\n',
    'empty/.cognito-log-lake.yml': '',
    'typo/.cognito-log-lake.yml': 'lake: mine\nlakes: other\n',
    'number/.cognito-log-lake.yml': 'lake: 7\n',
    'blank/.cognito-log-lake.yml': "lake: ''\n",
});

test('COGNITO_LAKE comes before the file, and an empty one counts as not set', async () => {
    const near = join(folder, 'near');

    expect(await findDefaultLake({ COGNITO_LAKE: 'other' }, near)).toBe('other');
    expect(await findDefaultLake({ COGNITO_LAKE: '' }, near)).toBe(join(near, 'lakes', 'mine'));
});

test('the lake of the nearest file above is relative to the folder of that file', async () => {
    expect(await findDefaultLake({}, join(folder, 'near', 'below', 'deep'))).toBe(
        join(folder, 'near', 'lakes', 'mine'),
    );
    expect(await findDefaultLake({}, join(folder, 'bucket'))).toBe('s3://my-bucket/lake');
});

test('without the variable and a file there is no default lake', async () => {
    expect(await findDefaultLake({}, folder)).toBeNull();
});

test.each(['empty', 'typo', 'number', 'blank'])(
    'the %s file is a usage error that says what to write',
    async (name) => {
        await expect(findDefaultLake({}, join(folder, name))).rejects.toMatchObject({
            exitCode: 2,
            message: expect.stringMatching(/\.cognito-log-lake\.yml must have one line, lake: FOLDER/),
        });
    },
);

test('a file that is not YAML is a usage error', async () => {
    await expect(findDefaultLake({}, join(folder, 'syntax'))).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(/^Cannot read .*syntax\/\.cognito-log-lake\.yml: /),
    });
});
