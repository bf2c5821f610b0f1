/** Compares the transform with a floor: base64 decode, JSON.parse, JSON.stringify, base64 encode. */
import { createRequire } from 'node:module';
import { generateEvents } from '../lib/generate/generate-events.ts';
import { GENERATE_DEFAULTS } from '../lib/generate/generate-options.ts';
import { machineLine, median, spread } from './machine.ts';

const BATCH = 500;
const WARM_UP = 60;
const ROUNDS = 100;

const { handlerWith } = createRequire(import.meta.url)('../functions/transform.cjs');

const activity = [...generateEvents({ ...GENERATE_DEFAULTS, events: 3 * BATCH })]
    .filter(({ kind }) => kind === 'activity')
    .slice(0, BATCH);
const records = activity.map(({ text, atMs }, index) => ({
    recordId: String(index).padStart(56, '0'),
    approximateArrivalTimestamp: atMs + 1000,
    data: Buffer.from(text).toString('base64'),
}));
const event = {
    invocationId: 'bench',
    deliveryStreamArn: 'arn:aws:firehose:us-west-2:123456789012:deliverystream/bench-user-activity',
    region: 'us-west-2',
    records,
};

let rows = 0;
const handler = handlerWith({
    settings: { user_activity: 'bench-user-activity', user_notification: 'bench-user-notification' },
    portsOf: () => ({ put: async () => [], leftMs: () => 0, wait: async () => undefined, random: () => 0 }),
    report: ({ counts }: { counts: { rows: number } }) => {
        rows = counts.rows;
    },
});

const floor = async () => ({
    records: records.map(({ recordId, data }) => ({
        recordId,
        result: 'Ok',
        data: Buffer.from(JSON.stringify(JSON.parse(Buffer.from(data, 'base64').toString('utf8')))).toString('base64'),
    })),
});

const timeWork = async (work: () => Promise<unknown>): Promise<number> => {
    const startedAt = performance.now();
    await work();
    return performance.now() - startedAt;
};

const ratios: number[] = [];
const times = { floor: new Array<number>(), transform: new Array<number>() };
for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    // The order alternates, so that neither always pays for the garbage of the other.
    const isFloorFirst = round % 2 === 0;
    const firstMs = await timeWork(isFloorFirst ? floor : async () => handler(event, {}));
    const secondMs = await timeWork(isFloorFirst ? async () => handler(event, {}) : floor);
    if (round < 0) continue;
    const [floorMs, transformMs] = isFloorFirst ? [firstMs, secondMs] : [secondMs, firstMs];
    times.floor.push(floorMs);
    times.transform.push(transformMs);
    ratios.push(floorMs / transformMs);
}

const perEvent = (ms: readonly number[]): string => `${((median(ms) * 1000) / BATCH).toFixed(2)} µs per event`;
process.stdout.write(`${machineLine()}
A batch of ${BATCH} varied activity events, ${ROUNDS} rounds after ${WARM_UP} warm-up rounds; ${rows} rows.
floor      ${perEvent(times.floor)}
transform  ${perEvent(times.transform)}
floor / transform  median ${median(ratios).toFixed(2)}, ${spread(ratios)} (goal: at least 0.70)
`);
