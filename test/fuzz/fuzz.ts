/** Hands fuzzed arrivals to the handler as it is deployed: `npm run fuzz -- [COUNT] [SEED]`. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { machineLine } from '../../bench/machine.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { fuzzedBatch } from './fuzzed-batch.ts';
import { runBatch, type Batch, type HandlerWith } from './run-batch.ts';
import { shrink } from './shrink.ts';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const SEED = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9));
const MAX_FAILURES = 20;

/** Memory is looked at so often, after a collection; from the first look on it must not grow. */
const LOOKS = 20;
const MAX_HEAP_GROWTH_MB = 8;
const MAX_RSS_MB = 512;

const { handlerWith }: { handlerWith: HandlerWith } = createRequire(import.meta.url)(
    join(packageRoot(), 'dist', 'functions', 'transform.cjs'),
);

const MB = 1024 * 1024;
const look = (): { heapMb: number; rssMb: number } => {
    if (globalThis.gc === undefined) throw new Error('Memory can only be measured with node --expose-gc');
    globalThis.gc();
    const { heapUsed, external, rss } = process.memoryUsage();
    return { heapMb: (heapUsed + external) / MB, rssMb: rss / MB };
};

/** Writes a failing case where `npm test` will try it again. */
const keep = (batch: Batch, number: number, faults: readonly string[]): string => {
    const name = `${createHash('sha256').update(JSON.stringify(batch)).digest('hex').slice(0, 12)}.json`;
    const folder = join(packageRoot(), 'test', 'fixtures', 'regressions');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
        join(folder, name),
        `${JSON.stringify({ description: `seed ${SEED}, batch ${number}: ${faults[0]?.slice(0, 200) ?? ''}`, ...batch }, null, 4)}\n`,
    );
    return name;
};

const isFailing = async (batch: Batch): Promise<boolean> => (await runBatch(handlerWith, batch)).faults.length > 0;

const startedAt = performance.now();
const total = { arrivals: 0, again: 0, batches: 0, events: 0, rows: 0, refused: 0, failures: 0 };
const looks: { heapMb: number; rssMb: number }[] = [];

while (total.arrivals < COUNT && total.failures < MAX_FAILURES) {
    const batch = fuzzedBatch(SEED, total.batches);
    const ran = await runBatch(handlerWith, batch);
    // zlib lets go of what it holds when the event loop turns, as it does between two invocations.
    await setImmediate();
    if (ran.faults.length > 0) {
        total.failures += 1;
        const name = keep(await shrink(batch, isFailing), total.batches, ran.faults);
        process.stdout.write(
            `FAILED batch ${total.batches}: ${[...new Set(ran.faults)].slice(0, 3).join('; ').slice(0, 500)}\n  kept as test/fixtures/regressions/${name}\n`,
        );
    }
    total.batches += 1;
    total.arrivals += batch.data.length;
    total.again += ran.arrivals - batch.data.length;
    total.events += ran.events;
    total.rows += ran.rows;
    total.refused += ran.refused;
    if (total.arrivals >= (COUNT / LOOKS) * (looks.length + 1)) looks.push(look());
}

const [first = look()] = looks;
const last = looks.at(-1) ?? first;
const most = Math.max(...looks.map(({ rssMb }) => rssMb));
const isFlat = last.heapMb - first.heapMb <= MAX_HEAP_GROWTH_MB && most <= MAX_RSS_MB;
process.stdout.write(`${machineLine()}
Fuzzed arrivals through the handler: count ${COUNT}, seed ${SEED}.
arrivals   ${total.arrivals} in ${total.batches} batches, and ${total.again} more that were put back
events     ${total.events} in the first place; ${total.rows} rows, ${total.refused} refused
failures   ${total.failures}
heap       ${looks.map(({ heapMb }) => heapMb.toFixed(1)).join(' ')} MB (may grow by ${MAX_HEAP_GROWTH_MB} from the first look to the last)
resident   ${most.toFixed(0)} MB at most (bound ${MAX_RSS_MB})${isFlat ? '' : '\nFAILED: memory is not flat'}
seconds    ${((performance.now() - startedAt) / 1000).toFixed(0)}
`);
process.exitCode = total.failures === 0 && isFlat ? 0 : 1;
