/** Tests of the statement that writes Parquet. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parquetCopy } from '../../../../lib/lake/write/parquet-copy.ts';
import { ask, temporaryFolder } from '../../../support/given-replay.ts';

test('a line keeps its columns and loses what no column has; what it has not is null', async () => {
    const folder = join(temporaryFolder());
    const [lines, target] = [join(folder, 'it’s ’.ndjson'), join(folder, "it's.parquet")];
    writeFileSync(
        lines,
        '{"record_id":"a","event_at":"2026-01-01 00:00:04.123","extra_names":["x"],"extra_values":["\\u0000é"],"has_context_data":true,"dt":"2026-01-01","unknown":1}\n',
    );

    await ask(`set preserve_insertion_order = false; ${parquetCopy('user_activity', lines, target)}`);

    expect(
        await ask(
            `select record_id, epoch_ms(event_at)::varchar as ms, extra_names, extra_values, has_context_data, user_name, challenge_names from read_parquet('${folder}/it*.parquet')`,
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
