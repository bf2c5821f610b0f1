/** Tests of what is held of an input that has not shown itself. */
import { expect, test } from 'vitest';
import { HeldStretches } from '../../../lib/inputs/held-stretches.ts';

const stretches = (count: number, size = 1): { bytes: Buffer; line: number }[] =>
    Array.from({ length: count }, (_, line) => ({ bytes: Buffer.alloc(size, 97), line }));

test('what is held is given away once, as copies', () => {
    const held = new HeldStretches();
    const [given] = stretches(1);
    held.add([given!]);
    given!.bytes[0] = 98;

    const taken = [held.take(), held.take()];

    expect(taken).toEqual([stretches(1), []]);
});

test.each([
    ['many stretches', 101, 1],
    ['many bytes', 2, 3 * 1024 * 1024],
])('of %s only the first is kept', (_, count, size) => {
    const held = new HeldStretches();

    for (const stretch of stretches(count, size)) held.add([stretch]);

    expect({ isFull: held.isFull, first: held.first?.line, taken: held.take() }).toEqual({
        isFull: true,
        first: 0,
        taken: [],
    });
});

test('what is full stays full', () => {
    const held = new HeldStretches();
    held.add(stretches(101));

    held.add(stretches(1));

    expect([held.isFull, held.canHold([]), held.take()]).toEqual([true, false, []]);
});
