/** Tests of buffering the values of an input that is not recognised yet. */
import { expect, test } from 'vitest';
import { ValueBuffer } from '../../../lib/inputs/value-buffer.ts';

const makeValues = (count: number, size = 1): { bytes: Buffer; line: number }[] =>
    Array.from({ length: count }, (_, line) => ({ bytes: Buffer.alloc(size, 97), line }));

test('buffered values are copies, and are taken once', () => {
    const buffer = new ValueBuffer();
    const [value] = makeValues(1);
    buffer.add([value!]);
    value!.bytes[0] = 98;

    const taken = [buffer.take(), buffer.take()];

    expect(taken).toEqual([makeValues(1), []]);
});

test.each([
    ['values', 101, 1],
    ['bytes', 2, 3 * 1024 * 1024],
])('a buffer with too many %s has overflowed, and keeps only the first value', (_, count, size) => {
    const buffer = new ValueBuffer();

    for (const value of makeValues(count, size)) buffer.add([value]);

    expect({ isFull: buffer.hasOverflowed, first: buffer.first?.line, taken: buffer.take() }).toEqual({
        isFull: true,
        first: 0,
        taken: [],
    });
});

test('an overflowed buffer accepts no further values', () => {
    const buffer = new ValueBuffer();
    buffer.add(makeValues(101));

    buffer.add(makeValues(1));

    expect([buffer.hasOverflowed, buffer.hasRoomFor([]), buffer.take()]).toEqual([true, false, []]);
});
