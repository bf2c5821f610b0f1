/** Runs the import bundle on the messages from standard input; prints the reply and the peak memory. */
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const { handlerWith } = createRequire(import.meta.url)('../../dist/functions/import.cjs');
const { bodies, nowMs } = JSON.parse(await text(process.stdin));
const handler = handlerWith({ wait: async () => undefined, nowMs: () => nowMs });
const event = { Records: bodies.map((body, index) => ({ messageId: `message-${index}`, body })) };

const response = await handler(event, { awsRequestId: 'a', getRemainingTimeInMillis: () => 300_000 });
process.stdout.write(`${JSON.stringify({ response, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`);
