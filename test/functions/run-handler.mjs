/** Runs the bundle's handler for the invocations from standard input; prints errors as Lambda's runtime does. */
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const { handler } = createRequire(import.meta.url)('../../dist/functions/transform.cjs');

for (const { event, leftMs } of JSON.parse(await text(process.stdin))) {
    const end = Date.now() + leftMs;
    const context = {
        functionName: 'f',
        functionVersion: '1',
        invokedFunctionArn: 'arn',
        memoryLimitInMB: '512',
        awsRequestId: 'a',
        getRemainingTimeInMillis: () => end - Date.now(),
    };
    try {
        await handler(event, context);
    } catch (error) {
        process.stderr.write(
            `${JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: error.stack })}\n`,
        );
    }
}
