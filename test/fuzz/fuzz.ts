/** Fuzzes the deployed handler with random records: `npm run fuzz -- [COUNT] [SEED]`. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { machineLine } from '../../bench/machine.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { makeFuzzBatch } from './make-fuzz-batch.ts';
import { runBatch, type FuzzBatch, type MakeTransformHandler } from './run-batch.ts';
import { shrinkBatch } from './shrink-batch.ts';

const RECORD_COUNT = Number(process.argv[2] ?? 1_000_000);
const SEED = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9));
const MAX_FAILURES = 20;

/** How often memory is measured, after garbage collection. It must not grow after the first sample. */
const MEMORY_SAMPLES = 20;
const MAX_HEAP_GROWTH_MB = 8;
const MAX_RSS_MB = 512;

const { handlerWith }: { handlerWith: MakeTransformHandler } = createRequire(import.meta.url)(
    join(packageRoot(), 'dist', 'functions', 'transform.cjs'),
);

const MB = 1024 * 1024;
const measureMemory = (): { heapMb: number; rssMb: number } => {
    if (globalThis.gc === undefined) throw new Error('Cannot measure memory. Run node with --expose-gc');
    globalThis.gc();
    const { heapUsed, external, rss } = process.memoryUsage();
    return { heapMb: (heapUsed + external) / MB, rssMb: rss / MB };
};

/** Saves a failing batch as a regression test for `npm test`. */
const saveRegression = (batch: FuzzBatch, number: number, violations: readonly string[]): string => {
    const name = `${createHash('sha256').update(JSON.stringify(batch)).digest('hex').slice(0, 12)}.json`;
    const folder = join(packageRoot(), 'test', 'fixtures', 'regressions');
    mkdirSync(folder, { recursive: true });
    const description = `seed ${SEED}, batch ${number}: ${violations[0]?.slice(0, 200) ?? ''}`;
    writeFileSync(join(folder, name), `${JSON.stringify({ description, ...batch }, null, 4)}\n`);
    return name;
};

const isFailing = async (batch: FuzzBatch): Promise<boolean> =>
    (await runBatch(handlerWith, batch)).violations.length > 0;

const startedAt = performance.now();
const total = { records: 0, reingested: 0, batches: 0, events: 0, rows: 0, rejected: 0, failures: 0 };
const memorySamples: { heapMb: number; rssMb: number }[] = [];

while (total.records < RECORD_COUNT && total.failures < MAX_FAILURES) {
    const batch = makeFuzzBatch(SEED, total.batches);
    const summary = await runBatch(handlerWith, batch);
    // zlib frees its memory when the event loop turns, as it does between two invocations.
    await setImmediate();
    if (summary.violations.length > 0) {
        total.failures += 1;
        const name = saveRegression(await shrinkBatch(batch, isFailing), total.batches, summary.violations);
        const reasons = [...new Set(summary.violations)].slice(0, 3).join('; ').slice(0, 500);
        process.stdout.write(`FAILED batch ${total.batches}: ${reasons}\n`);
        process.stdout.write(`  saved as test/fixtures/regressions/${name}\n`);
    }
    total.batches += 1;
    total.records += batch.data.length;
    total.reingested += summary.records - batch.data.length;
    total.events += summary.events;
    total.rows += summary.rows;
    total.rejected += summary.rejected;
    if (total.records >= (RECORD_COUNT / MEMORY_SAMPLES) * (memorySamples.length + 1))
        memorySamples.push(measureMemory());
}

const [first = measureMemory()] = memorySamples;
const last = memorySamples.at(-1) ?? first;
const maxRssMb = Math.max(...memorySamples.map(({ rssMb }) => rssMb));
const heapText = memorySamples.map(({ heapMb }) => heapMb.toFixed(1)).join(' ');
const isFlat = last.heapMb - first.heapMb <= MAX_HEAP_GROWTH_MB && maxRssMb <= MAX_RSS_MB;
process.stdout.write(`${machineLine()}
Fuzzed the handler with random records: count ${RECORD_COUNT}, seed ${SEED}.
records    ${total.records} in ${total.batches} batches, and ${total.reingested} re-ingested
events     ${total.events}: ${total.rows} rows, ${total.rejected} rejected
failures   ${total.failures}
heap       ${heapText} MB (growth limit from first to last sample: ${MAX_HEAP_GROWTH_MB})
resident   ${maxRssMb.toFixed(0)} MB at most (limit ${MAX_RSS_MB})${isFlat ? '' : '\nFAILED: memory grows'}
seconds    ${((performance.now() - startedAt) / 1000).toFixed(0)}
`);
process.exitCode = total.failures === 0 && isFlat ? 0 : 1;
