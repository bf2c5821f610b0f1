/** Tests of the thread's room in this process: the port to who started it is an emitter of the test's own. */
import { EventEmitter, once } from 'node:events';
import { beforeAll, expect, test, vi } from 'vitest';
import { CALM_FATE } from '../../../lib/firehose/faults.ts';
import { buildAll } from '../../support/given-replay.ts';

type Port = {
    on: (name: string, listener: (message: unknown) => void) => unknown;
    postMessage: (message: unknown) => unknown;
};

const { port } = vi.hoisted((): { readonly port: Port } => ({
    port: { on: () => undefined, postMessage: () => undefined },
}));
vi.mock('node:worker_threads', () => ({ parentPort: port }));

beforeAll(buildAll);

test('an event is answered with what it came to, and what is none with where it failed', async () => {
    const [given, told] = [new EventEmitter(), new EventEmitter()];
    port.on = (name, listener) => given.on(name, listener);
    port.postMessage = (message) => told.emit('told', message);
    await import('../../../lib/firehose/transform-thread.ts');
    const answerTo = async (message: object): Promise<unknown> => {
        const answered = once(told, 'told');
        given.emit('message', message);
        return (await answered)[0];
    };

    expect(
        await answerTo({
            event: { invocationId: '', deliveryStreamArn: 'a/b', region: '', records: [] },
            fate: CALM_FATE,
        }),
    ).toMatchObject({ invoked: { outcome: { counts: { arrivals: 0 } } } });
    expect(await answerTo({ event: {}, fate: CALM_FATE })).toMatchObject({
        invoked: { outcome: { failedAt: expect.stringContaining('transform.cjs') } },
    });
});
