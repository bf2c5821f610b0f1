/** The stack: log exports arrive through a log group, a bucket or a stream, and end in a lake for Athena. */
import { readConfig, findConfig } from '../lib/deploy/config/read-config.ts';
import { regionOf } from '../lib/deploy/config/lake-config.ts';
import { alarms } from './alarms.ts';
import { blueprintOf, isImporting, type Blueprint } from './blueprint.ts';
import { withCompanyRules } from './company-rules.ts';
import { dashboard } from './dashboard.ts';
import { exportBucket } from './export-bucket.ts';
import { exportLogGroups } from './export-log-groups.ts';
import { functions } from './functions.ts';
import { IMPORT_FUNCTION, importResources } from './import.ts';
import { lakeBucket } from './lake-bucket.ts';
import { lakeFormation } from './lake-formation.ts';
import { logDelivery } from './log-delivery.ts';
import { outputs } from './outputs.ts';
import { personaPolicies } from './persona-policies.ts';
import { workGroupResources } from './work-group-resources.ts';
import { reportResources } from './report.ts';
import type { Resources } from './resource.ts';
import { streamRoles } from './stream-roles.ts';
import { streams } from './streams.ts';
import { tables } from './tables.ts';
import { alarmTopic } from './alarm-topic.ts';
import { transformResources } from './transform.ts';

export { prepareRemoval } from './before-removal.ts';
export { checkAccount } from './check-account.ts';

/** In the order of the data. */
const RESOURCE_GROUPS = [
    logDelivery,
    exportLogGroups,
    exportBucket,
    importResources,
    transformResources,
    streamRoles,
    streams,
    lakeBucket,
    tables,
    lakeFormation,
    workGroupResources,
    personaPolicies,
    reportResources,
    alarmTopic,
    alarms,
    dashboard,
] as const;

/** All resources by logical id. */
export const resourcesOf = (blueprint: Blueprint): Resources =>
    withCompanyRules(Object.assign({}, ...RESOURCE_GROUPS.map((group) => group(blueprint))), blueprint);

/** Lambda stops recursive loops. The import sends messages to its own queue on purpose, to continue a large object. */
const extensionsOf = (blueprint: Blueprint) =>
    isImporting(blueprint) ? { [IMPORT_FUNCTION]: { Properties: { RecursiveLoop: 'Allow' } } } : {};

/** The parts of serverless.yml that come from here. */
export const stackOf = (blueprint: Blueprint) => ({
    region: regionOf(blueprint.config),
    tags: blueprint.config.tags ?? {},
    /** Undefined if the config says nothing: then a deployment must not change it. */
    terminationProtection: blueprint.config.terminationProtection,
    functions: functions(blueprint),
    resources: { Resources: resourcesOf(blueprint), extensions: extensionsOf(blueprint), Outputs: outputs(blueprint) },
});

/** The stack of the config, and whether that is the example. Throws a UserError if the config is invalid. */
export const stack = (stage: string) => {
    const file = findConfig();
    const blueprint = blueprintOf(readConfig(file), stage);
    return {
        isExample: file.isExample,
        ...stackOf(blueprint),
    };
};
