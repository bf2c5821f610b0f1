import { expect, test } from 'vitest';
import { answersAtOnce } from '../../../lib/store/answers-at-once.ts';

test('the answers are in the order of the items, whichever comes first', async () => {
    let go = (): void => undefined;
    const quick = new Promise<void>((resolve) => {
        go = resolve;
    });

    const answers = await answersAtOnce(['slow', 'quick'], 2, async (item) => {
        if (item === 'slow') await quick;
        else go();
        return item.toUpperCase();
    });

    expect(answers).toEqual(['SLOW', 'QUICK']);
});
