/** Runs the bundle's handler for the event from standard input; prints how each record ended, memory and CPU time. */
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const event = JSON.parse(await text(process.stdin));
/** What the function logs: the line of a batch with rejected events goes to standard error. */
let log = '';
const write = process.stdout.write.bind(process.stdout);
const keep = (chunk) => {
    log += chunk;
    return true;
};
process.stdout.write = keep;
process.stderr.write = keep;
const { handler } = createRequire(import.meta.url)('../../dist/functions/transform.cjs');

const end = Date.now() + 60_000;
const reply = await handler(event, {
    functionName: 'f',
    functionVersion: '1',
    invokedFunctionArn: 'arn',
    memoryLimitInMB: '512',
    awsRequestId: 'a',
    getRemainingTimeInMillis: () => end - Date.now(),
});

const batch = log.split('\n').find((line) => line.includes('"message":"batch"'));
const rowsOf = ({ result, data }) =>
    result === 'Ok' ? Buffer.from(data, 'base64').toString().split('\n').length - 1 : 0;
const replyBytes = JSON.stringify(reply).length;
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
write(
    `${JSON.stringify({
        results: reply.records.map(({ result }) => result),
        rows: reply.records.map(rowsOf),
        replyBytes,
        rejected_by_reason: JSON.parse(batch).rejected_by_reason,
        peakMb: maxRSS / 1024,
        cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    })}\n`,
);
