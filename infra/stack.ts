/** The stack in one sentence: what Cognito exports comes in by a log group, a bucket or a stream, and lies in a lake that answers questions. */
import { readConfig, findConfig } from '../lib/deploy/config/read-config.ts';
import { regionOf } from '../lib/deploy/config/lake-config.ts';
import { alarms } from './alarms.ts';
import { blueprintOf, isImporting, type Blueprint } from './blueprint.ts';
import { dashboard } from './dashboard.ts';
import { exportBucket } from './export-bucket.ts';
import { exportLogGroups } from './export-log-groups.ts';
import { functions } from './functions.ts';
import { IMPORT_FUNCTION, importResources } from './import.ts';
import { keptBuckets } from './kept-buckets.ts';
import { lakeBucket } from './lake-bucket.ts';
import { logDelivery } from './log-delivery.ts';
import { outputs } from './outputs.ts';
import { people } from './people.ts';
import { questions } from './questions.ts';
import { reportResources } from './report.ts';
import type { Resources } from './resource.ts';
import { streamRoles } from './stream-roles.ts';
import { streams } from './streams.ts';
import { tables } from './tables.ts';
import { topic } from './topic.ts';
import { transformResources } from './transform.ts';

export { lookForBuckets } from './look-for-buckets.ts';

/** In the order of the data. */
const ROOMS = [
    logDelivery,
    exportLogGroups,
    exportBucket,
    importResources,
    transformResources,
    streamRoles,
    streams,
    lakeBucket,
    tables,
    questions,
    people,
    reportResources,
    topic,
    alarms,
    dashboard,
] as const;

/** The resources of all rooms, by logical id. */
export const resourcesOf = (blueprint: Blueprint): Resources =>
    Object.assign({}, ...ROOMS.map((room) => room(blueprint)));

/** Lambda stops a function that feeds its own queue after a while; the import does so on purpose, with what is left of a large object. */
const extensionsOf = (blueprint: Blueprint) =>
    isImporting(blueprint) ? { [IMPORT_FUNCTION]: { Properties: { RecursiveLoop: 'Allow' } } } : {};

/** What serverless.yml takes from here. */
export const stackOf = (blueprint: Blueprint) => ({
    region: regionOf(blueprint.config),
    functions: functions(blueprint),
    resources: { Resources: resourcesOf(blueprint), extensions: extensionsOf(blueprint), Outputs: outputs(blueprint) },
});

/** The stack of the settings' file, and whether that is only the example. Throws a Complaint when the settings are wrong. */
export const stack = (stage: string) => {
    const file = findConfig();
    const blueprint = blueprintOf(readConfig(file), stage);
    return { isExample: file.isExample, configPath: file.path, buckets: keptBuckets(blueprint), ...stackOf(blueprint) };
};
