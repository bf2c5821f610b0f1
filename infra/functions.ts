/** What the framework is told of the functions: it makes them, their log groups and their packages. */
import { isImporting, type Blueprint } from './blueprint.ts';
import { IMPORT_ROLE, IMPORT_TIMEOUT_SECONDS } from './import.ts';
import { TRANSFORM_ROLE } from './transform.ts';

/** Texts alone: `invoke local` asks the account for what stands for anything else. */
const streamsOf = ({ names }: Blueprint) => ({ ACTIVITY_STREAM: names.streams.user_activity, NOTIFICATION_STREAM: names.streams.user_notification });

/** The runtime finds the .cjs by itself: docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html. */
const functionOf = (name: string, more: object) => ({
    handler: `dist/functions/${name}.handler`,
    package: { patterns: [`dist/functions/${name}.cjs`] },
    ...more,
});

const transform = (blueprint: Blueprint) => functionOf('transform', {
    name: blueprint.names.transformFunction,
    description: 'Turns the log exports of Cognito into rows, on their way through Firehose',
    role: TRANSFORM_ROLE,
    memorySize: 512,
    // Firehose waits five minutes at most: docs.aws.amazon.com/firehose/latest/dev/data-transformation.html.
    timeout: 300,
    environment: { ...streamsOf(blueprint), LISTED_POOLS: blueprint.config.pools.map(({ id }) => id).join(',') },
});

const importFunction = (blueprint: Blueprint) => functionOf('import', {
    name: blueprint.names.importFunction,
    description: 'Reads the objects that Cognito exports to S3 onto the streams',
    role: IMPORT_ROLE,
    memorySize: 512,
    timeout: IMPORT_TIMEOUT_SECONDS,
    environment: { ...streamsOf(blueprint), IMPORT_QUEUE: blueprint.names.importQueue },
});

/** By the framework's names. */
export const functions = (blueprint: Blueprint) => ({
    transform: transform(blueprint),
    ...(isImporting(blueprint) ? { import: importFunction(blueprint) } : {}),
});
