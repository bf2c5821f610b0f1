/** A transform bundle that fails on marked records, in a way that no bound of the real transform can prevent. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTransformBundle } from '../../lib/firehose/call-transform.ts';
import { startTransformThread, type TransformThread } from '../../lib/firehose/start-transform-thread.ts';
import { usualText } from '../fixtures/records.ts';
import { temporaryFolder } from './run-command.ts';

/** What a marked record does to the function. */
export type Poison = 'throws' | 'eats memory' | 'parses too much' | 'hangs' | 'ends the thread';

const markOf = (poison: Poison): string => `poison that ${poison}`;

/** A valid event that the bundle of `writePoisonBundle` fails on. */
export const poisonEvent = (poison: Poison): string => usualText.replace('"ana"', `"${markOf(poison)}"`);

/** CommonJS that runs the marked poison, if there is any in a text. */
export const POISON_SOURCE = `
const POISONS = {
    'throws': () => { throw new RangeError('Invalid string length'); },
    'eats memory': () => { for (const lists = []; ;) lists.push(new Array(1000).fill(lists.length)); },
    'parses too much': () => {
        for (const lists = []; ;) lists.push(JSON.parse('[' + '[],'.repeat(2_000_000) + '[]]'));
    },
    'hangs': () => { for (;;); },
    'ends the thread': () => process.exit(3),
};
const unzip = (bytes) => (bytes[0] === 0x1f ? require('node:zlib').gunzipSync(bytes) : bytes).toString();
const takePoison = (data) => {
    const [, poison] = /poison that ([a-z ]+)/.exec(unzip(Buffer.from(data, 'base64'))) ?? [];
    if (poison !== undefined) POISONS[poison]();
};
`;

/** Writes the bundle. Unmarked records go to the real one. */
const writePoisonBundle = (): string => {
    const path = join(temporaryFolder(), 'transform.cjs');
    writeFileSync(
        path,
        `${POISON_SOURCE}
        const { handlerWith } = require(${JSON.stringify(findTransformBundle())});
        exports.handlerWith = (dependencies) => {
            const handle = handlerWith(dependencies);
            return async (event, context) => {
                for (const { data } of event.records) takePoison(data);
                return handle(event, context);
            };
        };`,
    );
    return path;
};

/** Runs `use` with a thread of the bundle, with little memory. */
export const withPoisonThread = async <Result>(
    use: (call: TransformThread['call']) => Promise<Result>,
    timeoutMs = 60_000,
): Promise<Result> => {
    const { call, close } = startTransformThread({ bundle: writePoisonBundle(), memoryMb: 128, timeoutMs });
    return use(call).finally(close);
};
