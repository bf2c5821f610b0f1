/** Tests of the confirmation prompt. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { confirm } from '../../../lib/terminal/confirm.ts';

type ConfirmResult = { readonly isConfirmed: boolean; readonly shown: string };

const confirmWith = async (reply: string, isTTY = true): Promise<ConfirmResult> => {
    const [input, output] = [
        Object.assign(new PassThrough(), { isTTY }),
        Object.assign(new PassThrough(), { isTTY, columns: 80 }),
    ];
    input.write(reply.length === 1 && reply < ' ' ? reply : `${reply}\n`);
    const isConfirmed = await confirm('Run \u001b[31mit?', {
        input: input as unknown as NodeJS.ReadStream,
        output: output as unknown as NodeJS.WriteStream,
    });
    return { isConfirmed, shown: String(output.read() ?? '') };
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
])('the reply %j means %s', async (reply, isConfirmed) => {
    expect(await confirmWith(reply)).toMatchObject({ isConfirmed });
});

test('the prompt is shown with its control characters escaped', async () => {
    expect((await confirmWith('y')).shown).toContain('Run \\x1b[31mit? [y/N]');
});

test('without a terminal, confirm shows nothing and returns false', async () => {
    expect(await confirmWith('y', false)).toEqual({ isConfirmed: false, shown: '' });
});
