/** Tests of single calls with the real client of the AWS SDK. test/functions/transform.test.ts tests whole batches. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
    type CallFate,
    type FakeFirehose,
    fakeFirehoseEnvironment,
    withFakeFirehose,
} from '../../support/fake-firehose.ts';

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
    leftMs = 60_000,
): Promise<{ result: unknown; firehose: FakeFirehose; lines: readonly Record<string, unknown>[] }> =>
    withFakeFirehose(fates, async (firehose) => {
        for (const [name, value] of Object.entries(fakeFirehoseEnvironment(firehose.url))) vi.stubEnv(name, value);
        vi.resetModules();
        const { putRecords } = await import('../../../lib/transform/put-records.ts');
        const result: unknown = await putRecords({
            stream,
            records: ['a', 'b', 'c'].map((each) => Buffer.from(each)),
            leftMs,
        }).catch((error: unknown) => error);
        return {
            result,
            firehose,
            lines: written
                .split('\n')
                .filter((line) => line.startsWith('{'))
                .map((line) => JSON.parse(line) as Record<string, unknown>),
        };
    });

test('accepted records return true, and nothing is logged', async () => {
    const { result, firehose, lines } = await put([]);

    expect(result).toEqual([true, true, true]);
    expect(firehose.acceptedRecords.map(String)).toEqual(['a', 'b', 'c']);
    expect(lines).toEqual([]);
});

test.each([1234.56, 0.5, -3.25, 60_000.000_1])('a remaining time of %d milliseconds breaks no call', async (leftMs) => {
    const { result } = await put([], 'dev-user-activity', leftMs);

    expect(result).toEqual([true, true, true]);
});

test('rejected records return false, and their error codes are logged', async () => {
    const { result, lines } = await put([{ rejectEvery: 2 }]);

    expect(result).toEqual([false, true, false]);
    expect(lines).toMatchObject([
        {
            level: 'WARN',
            message: 'reingest',
            stream: 'dev-user-activity',
            failed_records: 2,
            error_codes: ['ServiceUnavailableException'],
        },
    ]);
});

test('a record that is missing in the response counts as rejected', async () => {
    const { result, lines } = await put([{ replyOnly: 1 }]);

    expect(result).toEqual([true, false, false]);
    expect(lines).toMatchObject([{ failed_records: 2, error_codes: ['NoResponse'] }]);
});

test('a call that fails throws, and the name of its error is logged', async () => {
    const { result, lines } = await put([], 'nosuch');

    expect(result).toMatchObject({ name: 'ResourceNotFoundException' });
    expect(lines).toMatchObject([{ stream: 'nosuch', failed_records: 3, error_codes: ['ResourceNotFoundException'] }]);
});
