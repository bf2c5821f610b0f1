/** Tests of the thread's module in this process: its parent port is an emitter of the test. */
import { EventEmitter, once } from 'node:events';
import { beforeAll, expect, test, vi } from 'vitest';
import { NO_INVOCATION_FAULTS } from '../../../lib/firehose/faults.ts';
import { buildAll } from '../../support/run-replay.ts';

type Port = {
    on: (name: string, listener: (message: unknown) => void) => unknown;
    postMessage: (message: unknown) => unknown;
};

const { port } = vi.hoisted((): { readonly port: Port } => ({
    port: { on: () => undefined, postMessage: () => undefined },
}));
vi.mock('node:worker_threads', async () => {
    const { findTransformBundle } = await import('../../../lib/firehose/call-transform.ts');
    return { parentPort: port, workerData: findTransformBundle() };
});

beforeAll(buildAll);

test('the thread posts the result of an event, and the location of a failure', async () => {
    const [incoming, outgoing] = [new EventEmitter(), new EventEmitter()];
    port.on = (name, listener) => incoming.on(name, listener);
    port.postMessage = (message) => outgoing.emit('posted', message);
    await import('../../../lib/firehose/transform-thread.ts');
    const send = async (message: object): Promise<unknown> => {
        const posted = once(outgoing, 'posted');
        incoming.emit('message', message);
        return (await posted)[0];
    };

    expect(
        await send({
            event: { invocationId: '', deliveryStreamArn: 'a/b', region: '', records: [] },
            faults: NO_INVOCATION_FAULTS,
        }),
    ).toMatchObject({ answer: { outcome: { counts: { records: 0 } } } });
    expect(await send({ event: {}, faults: NO_INVOCATION_FAULTS })).toMatchObject({
        answer: { outcome: { failedAt: expect.stringContaining('transform.cjs') } },
    });
});
