/** The functions for the Serverless Framework, which creates them, their log groups and their packages. */
import {
    importEnvironment,
    reportEnvironment,
    transformEnvironment,
} from '../lib/deploy/config/function-environment.ts';
import { PSEUDO_PARAMETERS, isImporting, type Blueprint } from './blueprint.ts';
import { IMPORT_ROLE } from './import.ts';
import { REPORT_ROLE } from './report.ts';
import { sub } from './resource.ts';
import { TRANSFORM_ROLE } from './transform.ts';
import {
    IMPORT_TIMEOUT_SECONDS,
    REPORT_TIMEOUT_SECONDS,
    TRANSFORM_TIMEOUT_SECONDS,
} from '../lib/deploy/config/function-timeouts.ts';

/** The runtime finds the .cjs file without its extension: docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html. */
const functionDefinition = (name: string, properties: object) => ({
    handler: `dist/functions/${name}.handler`,
    package: { patterns: [`dist/functions/${name}.cjs`] },
    ...properties,
});

const transform = (blueprint: Blueprint) =>
    functionDefinition('transform', {
        name: blueprint.names.transformFunction,
        description: 'Turns Cognito log events into rows, inside Firehose',
        role: TRANSFORM_ROLE,
        memorySize: 512,
        timeout: TRANSFORM_TIMEOUT_SECONDS,
        environment: transformEnvironment(blueprint.config, blueprint.names),
        // Unset, it shares the account's: reserved concurrency is taken from every other function of the account.
        ...(blueprint.config.transformConcurrency === undefined
            ? {}
            : { reservedConcurrency: blueprint.config.transformConcurrency }),
    });

const importFunction = (blueprint: Blueprint) =>
    functionDefinition('import', {
        name: blueprint.names.importFunction,
        description: 'Puts the events of objects that Cognito exports to S3 on the streams',
        role: IMPORT_ROLE,
        memorySize: 512,
        timeout: IMPORT_TIMEOUT_SECONDS,
        environment: importEnvironment(blueprint.names),
    });

const reportFunction = ({ names }: Blueprint) =>
    functionDefinition('report', {
        name: names.reportFunction,
        description: 'Runs the queries of the report in Athena and reports each finding once',
        role: REPORT_ROLE,
        memorySize: 1024,
        timeout: REPORT_TIMEOUT_SECONDS,
        environment: Object.fromEntries(
            Object.entries(reportEnvironment(names, PSEUDO_PARAMETERS)).map(([name, text]) => [name, sub(text)]),
        ),
    });

/** The functions by their names in the framework. */
export const functions = (blueprint: Blueprint) => ({
    transform: transform(blueprint),
    ...(isImporting(blueprint) ? { import: importFunction(blueprint) } : {}),
    ...(blueprint.config.report === undefined ? {} : { report: reportFunction(blueprint) }),
});
