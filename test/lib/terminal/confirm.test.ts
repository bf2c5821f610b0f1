import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { confirm } from '../../../lib/terminal/confirm.ts';

const asking = async (answer: string, isTTY = true): Promise<{ readonly is: boolean; readonly shown: string }> => {
    const [input, output] = [
        Object.assign(new PassThrough(), { isTTY }),
        Object.assign(new PassThrough(), { isTTY, columns: 80 }),
    ];
    input.write(answer.length === 1 && answer < ' ' ? answer : `${answer}\n`);
    const is = await confirm('Run \u001b[31mit?', {
        input: input as unknown as NodeJS.ReadStream,
        output: output as unknown as NodeJS.WriteStream,
    });
    return { is, shown: String(output.read() ?? '') };
};

test.each([
    ['y', true],
    ['YES', true],
    [' yes ', true],
    ['', false],
    ['n', false],
    ['yesterday', false],
    ['\u0003', false],
    ['\u0004', false],
])('%j is %s', async (answer, is) => {
    expect(await asking(answer)).toMatchObject({ is });
});

test('the question is shown with its control characters escaped', async () => {
    expect((await asking('y')).shown).toContain('Run \\x1b[31mit? [y/N]');
});

test('where there is no terminal nothing is asked, and the answer is no', async () => {
    expect(await asking('y', false)).toEqual({ is: false, shown: '' });
});
