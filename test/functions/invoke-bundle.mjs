/** Invokes the transform bundle with the event from standard input; prints counts, reply size and peak memory. */
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const { handlerWith } = createRequire(import.meta.url)('../../dist/functions/transform.cjs');
const event = JSON.parse(await text(process.stdin));
const put = { records: 0, largest: 0 };
let counts;

const portsOf = () => ({
    put: async (_, records) => {
        put.records += records.length;
        put.largest = Math.max(put.largest, ...records.map(({ length }) => length));
        return records.map(() => true);
    },
    leftMs: () => 60_000,
    wait: async () => undefined,
    random: () => 0,
});
const handler = handlerWith({
    settings: { user_activity: 'a-user-activity', user_notification: 'a-user-notification' },
    portsOf,
    report: (handled) => {
        counts = handled.counts;
    },
});

const reply = JSON.stringify(await handler(event, {}));
process.stdout.write(
    JSON.stringify({
        counts,
        put,
        replyBytes: reply.length,
        peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
);
