/** Tests of the time that the split takes: no bytes are hostile enough to hold it up. */
import { describe, expect, test } from 'vitest';
import { splitJson } from '../../../../lib/transform/decode/split-json.ts';
import { cpuMsOf } from '../../../support/cpu-time.ts';

describe('a megabyte of hostile bytes is split in less than a second', () => {
    const times = (part: string): string => part.repeat(Math.floor(1_000_000 / part.length));

    test.each([
        ['{'],
        ['['],
        ['"'],
        ['{"'],
        ['{"a":\n'],
        ['{"a":'],
        ['{\n'],
        ['[\n{"a":\n'],
        ['{"a":"\\'],
        ['{"a":"b\\\n'],
        ['{}'],
        ['{}\n'],
        ['}\n{'],
        ['x\n'],
        ['"\n'],
        [',{'],
        ['{"a":[\n{"b":1},'],
    ])('%j', async (part) => {
        const texts = [times(part), `${times(part)} x{`, `${times(part)}"x\n`, `{"a":\n${times(part)}`].map((text) =>
            Buffer.from(text),
        );
        const took: number[] = [];

        for (const text of texts) took.push(await cpuMsOf(() => splitJson(text)));

        expect(Math.max(...took)).toBeLessThan(1000);
    });
});
