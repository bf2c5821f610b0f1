/** Tests of single calls, with the real client of the AWS SDK. What becomes of batches is tested with the functions. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type CallFate, type Firehose, awsEnvironment, withFirehose } from '../../support/given-delivery-stream.ts';
let written = '';
beforeEach(() => {
    written = '';
    const catchOutput = (chunk: string | Uint8Array): boolean => {
        written += Buffer.from(chunk).toString();
        return true;
    };
    vi.spyOn(process.stdout, 'write').mockImplementation(catchOutput);
    vi.spyOn(process.stderr, 'write').mockImplementation(catchOutput);
});
afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
});

const put = async (
    fates: readonly CallFate[],
    stream = 'dev-user-activity',
): Promise<{ answer: unknown; firehose: Firehose; lines: readonly Record<string, unknown>[] }> =>
    withFirehose(fates, async (firehose) => {
        for (const [name, value] of Object.entries(awsEnvironment(firehose.url))) vi.stubEnv(name, value);
        vi.resetModules();
        const { putRecords } = await import('../../../lib/transform/put-records.ts');
        const answer: unknown = await putRecords({
            stream,
            records: ['a', 'b', 'c'].map((each) => Buffer.from(each)),
            leftMs: 60_000,
        }).catch((error: unknown) => error);
        return {
            answer,
            firehose,
            lines: written
                .split('\n')
                .filter((line) => line.startsWith('{'))
                .map((line) => JSON.parse(line) as Record<string, unknown>),
        };
    });

test('records that are taken are told so, and nothing is logged', async () => {
    const { answer, firehose, lines } = await put([]);

    expect(answer).toEqual([true, true, true]);
    expect(firehose.taken.map(String)).toEqual(['a', 'b', 'c']);
    expect(lines).toEqual([]);
});

test('of records that are refused the codes are logged', async () => {
    const { answer, lines } = await put([{ refuseEvery: 2 }]);

    expect(answer).toEqual([false, true, false]);
    expect(lines).toMatchObject([
        {
            level: 'WARN',
            message: 'put_back',
            stream: 'dev-user-activity',
            failed_records: 2,
            error_codes: ['ServiceUnavailableException'],
        },
    ]);
});

test('a record of which the answer says nothing was not taken', async () => {
    const { answer, lines } = await put([{ answerOnly: 1 }]);

    expect(answer).toEqual([true, false, false]);
    expect(lines).toMatchObject([{ failed_records: 2, error_codes: ['NoAnswer'] }]);
});

test('a call that fails throws, and its error is logged by name', async () => {
    const { answer, lines } = await put([], 'nosuch');

    expect(answer).toMatchObject({ name: 'ResourceNotFoundException' });
    expect(lines).toMatchObject([{ stream: 'nosuch', failed_records: 3, error_codes: ['ResourceNotFoundException'] }]);
});
