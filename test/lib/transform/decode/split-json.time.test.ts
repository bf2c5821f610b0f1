/** Tests of the time of splitting JSON: hostile bytes do not slow it down. */
import { describe, expect, test } from 'vitest';
import { splitJson } from '../../../../lib/transform/decode/split-json.ts';
import { measureCpuMs } from '../../../support/measure-cpu-ms.ts';

describe('a megabyte of hostile bytes', () => {
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
    ])('the bytes %j are split in less than a second', async (part) => {
        const texts = [times(part), `${times(part)} x{`, `${times(part)}"x\n`, `{"a":\n${times(part)}`].map((text) =>
            Buffer.from(text),
        );
        const took: number[] = [];

        for (const text of texts) took.push(await measureCpuMs(() => splitJson(text)));

        expect(Math.max(...took)).toBeLessThan(1000);
    });
});
