/** Tests of writing a round as Parquet. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { Spool } from '../../../../lib/lake/write/spool.ts';
import { writeRound, type Round, copyLinesSql } from '../../../../lib/lake/write/write-round.ts';
import { listFiles, temporaryFolder, runDuckdb } from '../../../support/run-replay.ts';

const base64 = (lines: string): string => Buffer.from(lines).toString('base64');

const ROWS = 2000;

const makeRound = (signal = new AbortController().signal): Round => {
    const folder = temporaryFolder();
    const spool = new Spool(join(folder, 'spool'));
    for (let index = 0; index < ROWS; index += 1)
        spool.add(`dt=2026-01-0${index % 5}`, base64(`{"record_id":"${index}"}\n`));
    const tombstones = { all: [], checkUnchanged: async () => undefined };
    return {
        table: 'user_activity',
        number: 3,
        spool,
        target: join(folder, 'finished'),
        workFolder: folder,
        tombstones,
        isPublishedAtOnce: true,
        signal,
    };
};

const write = async (round: Round, connectionCount: number): Promise<readonly string[]> => {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1', preserve_insertion_order: 'false' });
    try {
        const connections = Array.from({ length: connectionCount }, async () => instance.connect());
        await writeRound(round, await Promise.all(connections));
    } finally {
        instance.closeSync();
    }
    return listFiles(round.workFolder);
};

test('the same rows make the same files with any number of connections', async () => {
    const [one, two] = [makeRound(), makeRound()];

    const files = [await write(one, 1), await write(two, 3)];

    expect(files[0]).toHaveLength(5);
    expect(files[0]!.every((path) => /^finished\/dt=2026-01-0\d\/[0-9a-f]{16}-3\.parquet$/.test(path))).toBe(true);
    expect(files[1]).toEqual(files[0]);
    expect(
        files[0]!.every((path) =>
            readFileSync(join(one.workFolder, path)).equals(readFileSync(join(two.workFolder, path))),
        ),
    ).toBe(true);
});

test('a stopped run writes no more', async () => {
    await expect(write(makeRound(AbortSignal.abort()), 2)).rejects.toThrow(/aborted/);
});

test('a line that DuckDB can’t read ends the round', async () => {
    const round = makeRound();
    round.spool.add('dt=2026-01-09', base64('nonsense\n'));

    await expect(write(round, 2)).rejects.toThrow(/Malformed JSON/);
});

test('a partition of which DuckDB writes a different number of rows ends the round as a bug', async () => {
    const round = makeRound();
    round.spool.add('dt=2026-01-09', base64('\n{"record_id":"one"}\n'));

    await expect(write(round, 1)).rejects.toThrow(
        'dt=2026-01-09 has 2 rows, but DuckDB wrote 1. This is a bug: please report it.',
    );
});

test('fields of a line without a column are dropped, and missing columns are NULL', async () => {
    const folder = join(temporaryFolder());
    const [lines, target] = [join(folder, 'it’s ’.ndjson'), join(folder, "it's.parquet")];
    writeFileSync(
        lines,
        '{"record_id":"a","event_at":"2026-01-01 00:00:04.123","extra_names":["x"],"extra_values":["\\u0000é"],' +
            '"has_context_data":true,"dt":"2026-01-01","unknown":1}\n',
    );

    await runDuckdb(`set preserve_insertion_order = false; ${copyLinesSql('user_activity', lines, target)}`);

    expect(
        await runDuckdb(
            `select record_id, epoch_ms(event_at)::varchar as ms, extra_names, extra_values, has_context_data,
                user_name, challenge_names from read_parquet('${folder}/it*.parquet')`,
        ),
    ).toEqual([
        {
            record_id: 'a',
            ms: '1767225604123',
            extra_names: ['x'],
            extra_values: ['\u0000é'],
            has_context_data: true,
            user_name: null,
            challenge_names: null,
        },
    ]);
});
