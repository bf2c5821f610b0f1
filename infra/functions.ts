/** What the framework is told of the functions: it makes them, their log groups and their packages. */
import {
    importEnvironment,
    reportEnvironment,
    transformEnvironment,
} from '../lib/deploy/config/function-environment.ts';
import { HERE, isImporting, type Blueprint } from './blueprint.ts';
import { IMPORT_ROLE, IMPORT_TIMEOUT_SECONDS } from './import.ts';
import { REPORT_ROLE, REPORT_TIMEOUT_SECONDS } from './report.ts';
import { sub } from './resource.ts';
import { TRANSFORM_ROLE } from './transform.ts';

/** The runtime finds the .cjs by itself: docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html. */
const functionOf = (name: string, more: object) => ({
    handler: `dist/functions/${name}.handler`,
    package: { patterns: [`dist/functions/${name}.cjs`] },
    ...more,
});

const transform = (blueprint: Blueprint) =>
    functionOf('transform', {
        name: blueprint.names.transformFunction,
        description: 'Turns the log exports of Cognito into rows, on their way through Firehose',
        role: TRANSFORM_ROLE,
        memorySize: 512,
        // Firehose waits five minutes at most: docs.aws.amazon.com/firehose/latest/dev/data-transformation.html.
        timeout: 300,
        environment: transformEnvironment(blueprint.config, blueprint.names),
    });

const importFunction = (blueprint: Blueprint) =>
    functionOf('import', {
        name: blueprint.names.importFunction,
        description: 'Reads the objects that Cognito exports to S3 onto the streams',
        role: IMPORT_ROLE,
        memorySize: 512,
        timeout: IMPORT_TIMEOUT_SECONDS,
        environment: importEnvironment(blueprint.names),
    });

const reportFunction = ({ names }: Blueprint) =>
    functionOf('report', {
        name: names.reportFunction,
        description: 'Asks the questions of a report in Athena, and gives each finding once',
        role: REPORT_ROLE,
        memorySize: 1024,
        timeout: REPORT_TIMEOUT_SECONDS,
        environment: Object.fromEntries(
            Object.entries(reportEnvironment(names, HERE)).map(([name, text]) => [name, sub(text)]),
        ),
    });

/** By the framework's names. */
export const functions = (blueprint: Blueprint) => ({
    transform: transform(blueprint),
    ...(isImporting(blueprint) ? { import: importFunction(blueprint) } : {}),
    ...(blueprint.config.report === undefined ? {} : { report: reportFunction(blueprint) }),
});
